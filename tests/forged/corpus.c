/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* corpus.json: forgeries and the honest proofs they were made from. */
#include "protocols/hex.h"
#include "tests/forged/forgery.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct corpus_writer {
    json_t *records;
};

static json_t *hex(const uint8_t *bytes, size_t n)
{
    char text[2 * FORGERY_PROOF + 1];
    sgm_hex_encode(text, bytes, n);
    text[2 * n] = 0;
    return json_string(text);
}

static json_t *scalar(const sgm_sc *x)
{
    uint8_t bytes[32];
    sgm_sc_to_bytes(bytes, x);
    return hex(bytes, 32);
}

static void put(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        abort();
}

static json_t *write_item(const forgery_item *it)
{
    json_t *o = json_object();
    put(o, "flavor", json_string(it->flavor == SGM_COMPACT ? "compact" : "batchable"));
    if (it->form) {
        json_t *fields = json_array();
        for (size_t i = 0; i < strlen(it->form->fields); i++)
            if (json_array_append_new(fields, hex(it->statement[i], subject_field_bytes(it->form->fields[i]))) != 0)
                abort();
        put(o, "form", json_string(it->form->name));
        put(o, "statement", fields);
    } else if (it->formulation) {
        put(o, "formulation", json_string(it->formulation->words.name));
        put(o, "C", hex(it->s.C, 32));
        put(o, "d", scalar(&it->s.d));
        put(o, "dm", scalar(&it->s.dm));
    } else {
        json_t *relations = json_array();
        for (uint32_t i = 0; i < it->n; i++)
            if (json_array_append_new(relations, hex(it->relation[i], it->relation_len[i])) != 0)
                abort();
        put(o, "tag", json_string(it->tag));
        put(o, "need", json_integer(it->need));
        put(o, "relations", relations);
        put(o, "weights_rule", json_string(it->leaf_rule ? "leaves" : "draft"));
    }
    put(o, "proof", hex(it->proof, it->len));
    return o;
}

static json_t *write_items(const forgery_item *item, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        if (json_array_append_new(array, write_item(&item[i])) != 0)
            abort();
    return array;
}

corpus_writer *corpus_begin(void)
{
    corpus_writer *w = malloc(sizeof *w);
    if (!w || (w->records = json_array()) == NULL)
        abort();
    return w;
}

void corpus_add(corpus_writer *w, const forgery_class *k, const forgery *f)
{
    json_t *o = json_object();
    put(o, "class", json_string(k->name));
    if (k->stopped_by) {
        put(o, "attack", json_string(k->attack));
        put(o, "stopped_by", json_string(k->stopped_by));
        put(o, "reference", json_string(k->reference));
        put(o, "baseline", json_string(k->baseline));
    }
    put(o, "verdict", json_string(k->stopped_by ? "refused" : "accepted"));
    if (f->batch)
        put(o, "batch", json_string(f->weights == SGM_WEIGHTS_RANDOM ? "random" : "derived"));
    if (f->before)
        put(o, "earlier", write_items(f->earlier, f->n));
    put(o, "items", write_items(f->item, f->n));
    if (json_array_append_new(w->records, o) != 0)
        abort();
}

int corpus_end(corpus_writer *w, const char *path)
{
    json_t *all = json_object();
    put(all, "form", json_string("sigmark-forged-corpus-v1"));
    put(all, "records", w->records);
    int written = json_dump_file(all, path, JSON_INDENT(1) | JSON_PRESERVE_ORDER) == 0;
    json_decref(all);
    free(w);
    return written;
}

/* Text of a member, or NULL. */
static const char *text(const json_t *o, const char *key) { return json_string_value(json_object_get(o, key)); }

/* At most cap bytes; *n receives how many. */
static int bytes(uint8_t *out, size_t cap, size_t *n, const char *hex_text)
{
    if (!hex_text || strlen(hex_text) % 2 != 0 || strlen(hex_text) / 2 > cap)
        return 0;
    *n = strlen(hex_text) / 2;
    return sgm_hex_decode(out, *n, hex_text);
}

static int read_scalar(sgm_sc *x, const json_t *o, const char *key)
{
    uint8_t raw[32];
    size_t n;
    return bytes(raw, 32, &n, text(o, key)) && n == 32 && sgm_sc_from_bytes(x, raw);
}

static int read_relations(forgery_item *it, const json_t *o)
{
    const json_t *relations = json_object_get(o, "relations");
    const char *rule = text(o, "weights_rule");
    it->tag = text(o, "tag");
    it->need = (uint32_t)json_integer_value(json_object_get(o, "need"));
    it->n = (uint32_t)json_array_size(relations);
    if (!it->tag || !rule || it->n == 0 || it->n > FORGERY_CLAUSES)
        return 0;
    it->leaf_rule = strcmp(rule, "leaves") == 0;
    for (uint32_t i = 0; i < it->n; i++)
        if (!bytes(it->relation[i], FORGERY_RELATION, &it->relation_len[i],
                   json_string_value(json_array_get(relations, i))))
            return 0;
    return 1;
}

static int read_form(forgery_item *it, const json_t *o, const char *form)
{
    const json_t *fields = json_object_get(o, "statement");
    size_t n = json_array_size(fields), len;
    for (size_t i = 0; i < n_subject_forms; i++)
        if (strcmp(subject_forms[i]->name, form) == 0)
            it->form = subject_forms[i];
    int good = it->form && strlen(it->form->fields) == n;
    for (size_t i = 0; i < n && good; i++)
        good = bytes(it->statement[i], 32, &len, json_string_value(json_array_get(fields, i))) &&
               len == subject_field_bytes(it->form->fields[i]);
    return good;
}

static int read_item(forgery_item *it, const json_t *o)
{
    const char *name = text(o, "formulation"), *flavor = text(o, "flavor");
    size_t n;
    if (!flavor || !bytes(it->proof, FORGERY_PROOF, &it->len, text(o, "proof")))
        return 0;
    it->flavor = strcmp(flavor, "compact") == 0 ? SGM_COMPACT : SGM_BATCHABLE;
    if (text(o, "form"))
        return read_form(it, o, text(o, "form"));
    if (!name)
        return read_relations(it, o);
    it->formulation = sgm_formulation_find(name);
    return it->formulation && bytes(it->s.C, 32, &n, text(o, "C")) && n == 32 && read_scalar(&it->s.d, o, "d") &&
           read_scalar(&it->s.dm, o, "dm");
}

static int read_items(forgery_item item[FORGERY_ITEMS], size_t *n, const json_t *array)
{
    *n = json_array_size(array);
    int good = *n > 0 && *n <= FORGERY_ITEMS;
    for (size_t i = 0; i < *n && good; i++)
        good = read_item(&item[i], json_array_get(array, i));
    return good;
}

static int read_record(forgery_class *k, forgery *f, const json_t *o)
{
    const char *batch = text(o, "batch"), *verdict = text(o, "verdict");
    const json_t *earlier = json_object_get(o, "earlier");
    size_t n = 0;
    *f = (forgery){.batch = batch != NULL, .before = earlier != NULL};
    *k = (forgery_class){text(o, "class"), text(o, "attack"), text(o, "stopped_by"), text(o, "reference"),
                         text(o, "baseline")};
    if (batch && strcmp(batch, "random") == 0)
        f->weights = SGM_WEIGHTS_RANDOM;
    if (!k->name || !verdict || (strcmp(verdict, "refused") == 0) != (k->stopped_by != NULL))
        return 0;
    if (k->stopped_by && (!k->attack || !k->reference || !k->baseline))
        return 0;
    if (f->before && !read_items(f->earlier, &n, earlier))
        return 0;
    return read_items(f->item, &f->n, json_object_get(o, "items")) && (!f->before || n == f->n);
}

int corpus_read(const char *path, void (*each)(void *state, const forgery_class *k, const forgery *f), void *state)
{
    json_error_t error;
    json_t *all = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    const json_t *records = json_object_get(all, "records");
    int good = json_array_size(records) > 0;
    if (!good)
        fprintf(stderr, "%s: %s\n", path, all ? "no records" : error.text);
    for (size_t i = 0; i < json_array_size(records) && good; i++) {
        static forgery f;
        forgery_class k;
        good = read_record(&k, &f, json_array_get(records, i));
        if (good)
            each(state, &k, &f);
        else
            fprintf(stderr, "%s: record %zu cannot be understood\n", path, i);
    }
    json_decref(all);
    return good;
}
