/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A plugin of qemu-user that counts the instructions a program executes, each mnemonic by itself. Whenever the program
 * calls sgm_gate_mark, and when it ends, what was executed since the last mark is printed. Debian ships no header for
 * plugins: what is used of interface version 1 is declared here. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t plugin_id;
typedef struct qemu_plugin_tb block;
typedef struct qemu_plugin_insn insn;
enum { INLINE_ADD = 0 };
size_t qemu_plugin_tb_n_insns(const block *b);
insn *qemu_plugin_tb_get_insn(const block *b, size_t i);
char *qemu_plugin_insn_disas(const insn *i);
const char *qemu_plugin_insn_symbol(const insn *i);
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*translated)(plugin_id, block *));
void qemu_plugin_register_vcpu_insn_exec_inline(insn *i, int operation, void *counter, uint64_t n);
void qemu_plugin_register_vcpu_insn_exec_cb(insn *i, void (*executed)(unsigned, void *), int flags, void *user);
void qemu_plugin_register_atexit_cb(plugin_id id, void (*ended)(plugin_id, void *), void *user);
int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);
extern int qemu_plugin_version;
int qemu_plugin_version = 1;

enum { NAME = 16, MOST = 2048 };
static struct {
    char name[NAME];
    uint64_t n;
} counters[MOST];

/* The counter of a mnemonic, the first word of the disassembly. */
static uint64_t *counter_of(const char *text)
{
    char name[NAME] = {0};
    for (size_t i = 0; i + 1 < NAME && text[i] != 0 && text[i] != ' ' && text[i] != '\t'; i++)
        name[i] = text[i];
    for (size_t i = 0; i < MOST; i++) {
        if (counters[i].name[0] == 0)
            memcpy(counters[i].name, name, NAME);
        if (strcmp(counters[i].name, name) == 0)
            return &counters[i].n;
    }
    abort();
}

/* Prints what was executed since the last time, and begins anew. */
static void print_counters(void)
{
    for (size_t i = 0; i < MOST && counters[i].name[0] != 0; i++) {
        if (counters[i].n != 0)
            fprintf(stderr, "count %s %llu\n", counters[i].name, (unsigned long long)counters[i].n);
        counters[i].n = 0;
    }
    fprintf(stderr, "mark\n");
}

static void marked(unsigned cpu, void *user)
{
    (void)cpu;
    (void)user;
    print_counters();
}

/* The first instruction of sgm_gate_mark: a block begins where a call leads to. */
static int is_mark(const insn *in)
{
    const char *symbol = qemu_plugin_insn_symbol(in);
    return symbol != NULL && strcmp(symbol, "sgm_gate_mark") == 0;
}

static void translated(plugin_id id, block *b)
{
    (void)id;
    if (is_mark(qemu_plugin_tb_get_insn(b, 0)))
        qemu_plugin_register_vcpu_insn_exec_cb(qemu_plugin_tb_get_insn(b, 0), marked, 0, NULL);
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(b); i++) {
        insn *in = qemu_plugin_tb_get_insn(b, i);
        char *text = qemu_plugin_insn_disas(in);
        qemu_plugin_register_vcpu_insn_exec_inline(in, INLINE_ADD, counter_of(text), 1);
        free(text);
    }
}

static void ended(plugin_id id, void *user)
{
    (void)id;
    (void)user;
    print_counters();
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    (void)info;
    (void)argc;
    (void)argv;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, ended, NULL);
    return 0;
}
