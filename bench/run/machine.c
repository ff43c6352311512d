/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Reads /proc, /sys and CPUID; detects emulators. */
#include "bench/run/machine.h"

#include "bench/run/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { LINE = 8192 };

/* First line of a file without its end; 0 if there is none. */
static int read_line(const char *path, char *line, size_t cap)
{
    FILE *f = fopen(path, "r");
    int ok = f != NULL && fgets(line, (int)cap, f) != NULL;
    if (f != NULL)
        fclose(f);
    if (ok)
        line[strcspn(line, "\n")] = '\0';
    return ok;
}

static json_t *file_string(const char *path)
{
    char line[LINE];
    return read_line(path, line, sizeof line) && line[0] != '\0' ? json_string(line) : json_null();
}

static json_t *file_integer(const char *path)
{
    char line[LINE], *end;
    if (!read_line(path, line, sizeof line))
        return json_null();
    long value = strtol(line, &end, 10);
    return end != line ? json_integer(value) : json_null();
}

/* Value of a key of /proc/cpuinfo; 0 and "" if it is not there. */
static int cpuinfo(const char *key, char *value, size_t cap)
{
    char line[LINE];
    int found = 0;
    FILE *f = fopen("/proc/cpuinfo", "r");
    value[0] = '\0';
    while (!found && f != NULL && fgets(line, sizeof line, f) != NULL) {
        char *colon = strchr(line, ':');
        if (colon == NULL || strncmp(line, key, strlen(key)) != 0)
            continue;
        const char *after = line + strlen(key);
        while (isspace((unsigned char)*after))
            after++;
        if (after != colon)
            continue;
        const char *start = colon + 1 + strspn(colon + 1, " \t");
        snprintf(value, cap, "%.*s", (int)strcspn(start, "\n"), start);
        found = 1;
    }
    if (f != NULL)
        fclose(f);
    return found;
}

/* The field under its x86 name, or under its ARM name. */
static int cpu_field(const char *x86, const char *arm, char *value, size_t cap)
{
    return cpuinfo(x86, value, cap) || cpuinfo(arm, value, cap);
}

static json_t *cpu_string(const char *x86, const char *arm)
{
    char value[LINE];
    return cpu_field(x86, arm, value, sizeof value) ? json_string(value) : json_null();
}

static json_t *isa_flags(void)
{
    char value[LINE], *rest = NULL;
    json_t *list = json_array();
    if (!cpu_field("flags", "Features", value, sizeof value))
        return list;
    for (char *word = strtok_r(value, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
        json_array_append_new(list, json_string(word));
    return list;
}

static int has_flag(const char *flag)
{
    char value[LINE];
    size_t len = strlen(flag);
    if (!cpu_field("flags", "Features", value, sizeof value))
        return 0;
    for (const char *at = strstr(value, flag); at != NULL; at = strstr(at + 1, flag))
        if ((at == value || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return 1;
    return 0;
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>

static int cpuid_says_tcg(void)
{
    unsigned a, b, c, d;
    char name[13] = {0};
    __cpuid(0x40000000, a, b, c, d);
    memcpy(name, &b, 4);
    memcpy(name + 4, &c, 4);
    memcpy(name + 8, &d, 4);
    return strcmp(name, "TCGTCGTCGTCG") == 0;
}

static int foreign_cpuinfo(void) { return 0; }

static json_t *tsc_hz(void)
{
    double t0 = sgm_wall_ns(), t1 = t0;
    uint64_t c0 = __rdtsc();
    while (t1 < t0 + 2e7)
        t1 = sgm_wall_ns();
    return json_integer((json_int_t)(1e9 * (double)(__rdtsc() - c0) / (t1 - t0)));
}
#else
static int cpuid_says_tcg(void) { return 0; }

/* qemu-user shows the host's /proc/cpuinfo: an x86 vendor on another architecture gives it away. */
static int foreign_cpuinfo(void)
{
    char vendor[LINE];
    return cpuinfo("vendor_id", vendor, sizeof vendor) &&
           (strcmp(vendor, "AuthenticAMD") == 0 || strcmp(vendor, "GenuineIntel") == 0);
}

static json_t *tsc_hz(void) { return json_null(); }
#endif

static int under_valgrind(void)
{
    char line[LINE];
    int found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (!found && maps != NULL && fgets(line, sizeof line, maps) != NULL)
        found = strstr(line, "vgpreload") != NULL;
    if (maps != NULL)
        fclose(maps);
    return found;
}

const char *sgm_machine_emulator(void)
{
    if (cpuid_says_tcg() || foreign_cpuinfo())
        return "qemu";
    return under_valgrind() ? "valgrind" : NULL;
}

/* The best of several short measurements. */
static json_t *core_hz(void)
{
    enum { STEPS = 1000000, ROUNDS = 10 };
    double best = 0;
    if (sgm_machine_emulator() != NULL)
        return json_null();
    for (int round = 0; round < ROUNDS; round++) {
        double ghz = sgm_clock_ghz(STEPS);
        best = ghz > best ? ghz : best;
    }
    return json_integer((json_int_t)(1e9 * best));
}

static json_t *caches(void)
{
    json_t *list = json_array();
    for (int i = 0; i < 8; i++) {
        char path[96], level[16], type[32], size[32];
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/level", i);
        if (!read_line(path, level, sizeof level))
            break;
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/type", i);
        int ok = read_line(path, type, sizeof type);
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", i);
        if (ok && read_line(path, size, sizeof size))
            json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "level", level, "type", type, "size", size));
    }
    return list;
}

static json_t *load_average(void)
{
    char line[LINE], *at = line;
    if (!read_line("/proc/loadavg", line, sizeof line))
        return json_null();
    json_t *load = json_array();
    for (int i = 0; i < 3; i++)
        json_array_append_new(load, json_real(strtod(at, &at)));
    return load;
}

sgm_machine_start sgm_machine_begin(void)
{
    sgm_machine_start start = {0, 0};
    char line[LINE];
    if (!read_line("/proc/stat", line, sizeof line) || strncmp(line, "cpu ", 4) != 0)
        return start;
    char *at = line + 4;
    for (int field = 0; field < 8; field++) { /* user nice system idle iowait irq softirq steal */
        uint64_t ticks = strtoull(at, &at, 10);
        start.total += ticks;
        if (field == 7)
            start.steal = ticks;
    }
    return start;
}

static json_t *steal_fraction(const sgm_machine_start *start)
{
    sgm_machine_start end = sgm_machine_begin();
    if (end.total <= start->total || end.steal < start->steal)
        return json_null();
    return json_real((double)(end.steal - start->steal) / (double)(end.total - start->total));
}

void sgm_machine_key(char key[96])
{
    char vendor[64], family[32], model[32], stepping[32], flags[LINE];
    if (!cpu_field("vendor_id", "CPU implementer", vendor, sizeof vendor))
        snprintf(vendor, sizeof vendor, "unknown");
    cpu_field("cpu family", "CPU architecture", family, sizeof family);
    cpu_field("model", "CPU part", model, sizeof model);
    cpu_field("stepping", "CPU revision", stepping, sizeof stepping);
    cpu_field("flags", "Features", flags, sizeof flags);
    unsigned hash = (unsigned)(XXH3_64bits(flags, strlen(flags)) & 0xffffffff);
    snprintf(key, 96, "%.24s-%.8s-%.8s-%.8s-%08x%s", vendor, family, model, stepping, hash,
             has_flag("hypervisor") ? "-hv" : "");
    for (char *c = key; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '-')
            *c = '_';
}

json_t *sgm_machine_json(const sgm_machine_start *start)
{
    char key[96];
    struct utsname name;
    const char *emulator = sgm_machine_emulator();
    json_t *m = json_object();
    sgm_machine_key(key);
    json_object_set_new(m, "cpu_key", json_string(key));
    json_object_set_new(m, "vendor", cpu_string("vendor_id", "CPU implementer"));
    json_object_set_new(m, "family", cpu_string("cpu family", "CPU architecture"));
    json_object_set_new(m, "model", cpu_string("model", "CPU part"));
    json_object_set_new(m, "stepping", cpu_string("stepping", "CPU revision"));
    json_object_set_new(m, "brand", cpu_string("model name", "Processor"));
    json_object_set_new(m, "microcode", cpu_string("microcode", "microcode"));
    json_object_set_new(m, "isa", isa_flags());
    json_object_set_new(m, "hypervisor", json_boolean(has_flag("hypervisor")));
    json_object_set_new(m, "emulator", emulator != NULL ? json_string(emulator) : json_null());
    json_object_set_new(m, "vcpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    json_object_set_new(m, "smt", file_integer("/sys/devices/system/cpu/smt/active"));
    json_object_set_new(m, "governor", file_string("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
    json_object_set_new(m, "boost", file_integer("/sys/devices/system/cpu/cpufreq/boost"));
    json_object_set_new(m, "tsc_hz", emulator == NULL ? tsc_hz() : json_null());
    json_object_set_new(m, "core_hz_est", core_hz());
    json_object_set_new(m, "caches", caches());
    json_object_set_new(m, "kernel", uname(&name) == 0 ? json_string(name.release) : json_null());
    json_object_set_new(m, "load_avg", load_average());
    json_object_set_new(m, "steal_frac", steal_fraction(start));
    json_object_set_new(m, "aslr", file_integer("/proc/sys/kernel/randomize_va_space"));
    return m;
}
