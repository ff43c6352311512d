/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Class files: what is read, what is refused with which sentence, and that writing and reading agree. */
#include "protocols/formulation/class_file.h"
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

#define D1 "0100000000000000000000000000000000000000000000000000000000000000"
#define D2 "0200000000000000000000000000000000000000000000000000000000000000"
#define D3 "0300000000000000000000000000000000000000000000000000000000000000"
#define L  "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"
#define G  "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"
#define P2 "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919"
#define MEMBER(id, value, contains, prior)                                                                             \
    "{\"id\": \"" id "\", \"digest\": \"" value "\", \"contains_D\": " contains ", \"prior\": " prior "}"
#define OWNED(id, value) "{\"id\": \"" id "\", \"commitment\": \"" value "\", \"contains_D\": true, \"prior\": 0.1}"
#define FIRST            MEMBER("a", D1, "true", "0.25")
#define SECOND           MEMBER("b", D2, "false", "0.25")

static sgm_ctx *ctx;

static sgm_status parse(sgm_class_file *f, const char *text, sgm_error *err)
{
    return sgm_class_file_parse(f, text, strlen(text), err);
}

/* Texts that are no class, and a part of the sentence that says why. */
static void test_refused(void)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", "not valid JSON"},
        {"[" FIRST, "not valid JSON"},
        {"{}", "a list of two members"},
        {"[]", "a list of two members"},
        {"[" FIRST "]", "a list of two members"},
        {"[" FIRST ", 5]", "member 1 is not an object"},
        {"[" FIRST ", " FIRST "]", "the same digest"},
        {"[" FIRST ", " MEMBER("b", D1, "false", "0.25") "]", "members a and b have the same digest"},
        {"[" FIRST ", " MEMBER("a", D2, "false", "0.25") "]", "the same id"},
        {"[" FIRST ", " MEMBER("b", L, "false", "0.25") "]", "not below the group order"},
        {"[" FIRST ", " MEMBER("b", "02", "false", "0.25") "]", "32 bytes of lower-case hex"},
        {"[" FIRST ", " MEMBER("b", "0A" D2, "false", "0.25") "]", "32 bytes of lower-case hex"},
        {"[" FIRST
         ", " MEMBER("b", "0000000000000000000000000000000000000000000000000000000000000000", "false", "0.25") "]",
         "member b: digest is 0"},
        {"[" OWNED("a", G) ", " OWNED("b", "0000000000000000000000000000000000000000000000000000000000000000") "]",
         "member b: commitment is the identity"},
        {"[" OWNED("a", G) ", " SECOND "]", "not both"},
        {"[" FIRST ", " OWNED("b", G) "]", "not both"},
        {"[" FIRST ", " MEMBER("", D2, "false", "0.25") "]", "member 1: id"},
        {"[" FIRST ", " MEMBER("b", D2, "0", "0.25") "]", "contains_D"},
        {"[" FIRST ", " MEMBER("b", D2, "false", "0") "]", "prior"},
        {"[" FIRST ", " MEMBER("b", D2, "false", "-0.25") "]", "prior"},
        {"[" FIRST ", " MEMBER("b", D2, "false", "\"0.25\"") "]", "prior"},
        {"[" FIRST ", " MEMBER("b", D2, "false", "0.8") "]", "add up to 1.05"},
        {"[" FIRST ", {\"id\": \"b\", \"digest\": \"" D2 "\", \"prior\": 0.1}]", "contains_D is missing"},
        {"[" FIRST ", {\"id\": \"b\", \"contains_D\": true, \"prior\": 0.1}]", "digest is missing"},
        {"[" FIRST ", {\"digest\": \"" D2 "\", \"contains_D\": true, \"prior\": 0.1}]", "id is missing"},
        {"[" FIRST ", {\"id\": \"b\", \"note\": 1}]", "unknown key note"},
        {"[" FIRST ", {\"id\": \"b\", \"id\": \"c\"}]", "a key given twice"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        sgm_class_file f;
        sgm_error err = {{0}};
        CHECK(bad[i].text, parse(&f, bad[i].text, &err) == SGM_MALFORMED && f.entries == NULL);
        CHECK(err.text, strstr(err.text, bad[i].says) != NULL);
    }
    sgm_class_file f;
    sgm_error err;
    char *spaces = malloc((size_t)SGM_CLASS_FILE_MAX + 1);
    CHECK("memory", spaces != NULL);
    memset(spaces, ' ', (size_t)SGM_CLASS_FILE_MAX + 1);
    CHECK("too long", sgm_class_file_parse(&f, spaces, (size_t)SGM_CLASS_FILE_MAX + 1, &err) == SGM_MALFORMED &&
                          strstr(err.text, "at most") != NULL);
    free(spaces);
}

static void test_read(void)
{
    static const char text[] = "[" FIRST ", " SECOND ", " MEMBER("c", D3, "true", "0.5") "]";
    sgm_class_file f, again;
    sgm_class *K;
    sgm_error err;
    char *written;
    size_t len;
    CHECK("read", parse(&f, text, &err) == SGM_OK && f.n == 3 && f.kind == SGM_CLASS_SCALARS);
    sgm_class_summary s = sgm_class_summarise(&f);
    CHECK("summary", s.members == 3 && s.with == 2 && s.mass == 1 && s.mass_with == 0.75);
    CHECK("effective: 1.5 bits", fabs(s.effective - exp2(1.5)) < 1e-12);
    CHECK("class",
          sgm_class_from_file(&K, ctx, &f, 2, &err) == SGM_OK && sgm_class_size(K) == 4 && sgm_class_count(K) == 3);
    sgm_class_free(K);
    CHECK("base", sgm_class_from_file(&K, ctx, &f, 1, &err) == SGM_MALFORMED && strstr(err.text, "no class") != NULL);
    CHECK("written", sgm_class_file_format(&written, &len, &f, &err) == SGM_OK);
    CHECK("read again", sgm_class_file_parse(&again, written, len, &err) == SGM_OK && again.n == 3);
    for (size_t i = 0; i < 3; i++)
        CHECK("the same", strcmp(f.entries[i].id, again.entries[i].id) == 0 &&
                              memcmp(f.entries[i].member, again.entries[i].member, 32) == 0 &&
                              f.entries[i].contains_D == again.entries[i].contains_D &&
                              f.entries[i].prior == again.entries[i].prior);
    free(written);
    sgm_class_file_clear(&again);
    sgm_class_file_clear(&f);
}

static void test_commitments(void)
{
    sgm_class_file f;
    sgm_class *K;
    sgm_error err;
    CHECK("read", parse(&f, "[" OWNED("a", G) ", " OWNED("b", P2) "]", &err) == SGM_OK && f.kind == SGM_CLASS_POINTS);
    CHECK("class", sgm_class_from_file(&K, ctx, &f, 2, &err) == SGM_OK && sgm_class_kind_of(K) == SGM_CLASS_POINTS);
    sgm_class_free(K);
    sgm_class_file_clear(&f);
    CHECK("read", parse(&f, "[" OWNED("a", G) ", " OWNED("b", D1) "]", &err) == SGM_OK);
    CHECK("no point",
          sgm_class_from_file(&K, ctx, &f, 2, &err) == SGM_MALFORMED && strstr(err.text, "no point") != NULL);
    sgm_class_file_clear(&f);
}

int main(void)
{
    CHECK("context", sgm_ctx_new(&ctx, sgm_backend_best()) == SGM_OK);
    test_refused();
    test_read();
    test_commitments();
    sgm_ctx_free(ctx);
    return unit_result("class_file");
}
