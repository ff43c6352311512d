/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Model digests: .safetensors and CSV against tensors in memory and the literal definition, and every bad file. */
#include "protocols/hash.h"
#include "protocols/model.h"
#include "tests/unit/files.h"

#include <locale.h>

/* Writes LE(len,8) || header || data bytes 0, 1, 2, ... and returns the path. */
static const char *write_safetensors(const char *name, uint64_t header_len, const char *header, size_t data_len)
{
    uint8_t bytes[2048];
    size_t n = 8 + strlen(header);
    CHECK("the file fits", n + data_len <= sizeof bytes);
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(header_len >> (8 * i));
    memcpy(bytes + 8, header, strlen(header));
    for (size_t i = 0; i < data_len; i++)
        bytes[n + i] = (uint8_t)i;
    return unit_write(name, bytes, n + data_len);
}

static const char *good_header(size_t pad)
{
    static char text[512];
    (void)snprintf(text, sizeof text,
                   "{\"b\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[3,11]},"
                   "\"__metadata__\":{\"format\":\"pt\"},"
                   "\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]},"
                   "\"none\":{\"dtype\":\"I16\",\"shape\":[0,4],\"data_offsets\":[3,3]},"
                   "\"ab\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[11,19]}}%*s",
                   (int)pad, "");
    return text;
}

/* The four tensors of good_header, hashed from the definition written out by hand. */
static void definition(sgm_sc *dm)
{
    static const uint8_t canonical[] = {1,
                                        0,
                                        0,
                                        0,
                                        'a',
                                        2,
                                        0,
                                        0,
                                        0,
                                        'U',
                                        '8',
                                        1,
                                        0,
                                        0,
                                        0,
                                        3,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        3,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        1,
                                        2,
                                        /* ab */ 2,
                                        0,
                                        0,
                                        0,
                                        'a',
                                        'b',
                                        3,
                                        0,
                                        0,
                                        0,
                                        'F',
                                        '6',
                                        '4',
                                        0,
                                        0,
                                        0,
                                        0,
                                        8,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        11,
                                        12,
                                        13,
                                        14,
                                        15,
                                        16,
                                        17,
                                        18,
                                        /* b */ 1,
                                        0,
                                        0,
                                        0,
                                        'b',
                                        3,
                                        0,
                                        0,
                                        0,
                                        'F',
                                        '3',
                                        '2',
                                        2,
                                        0,
                                        0,
                                        0,
                                        2,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        1,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        8,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        3,
                                        4,
                                        5,
                                        6,
                                        7,
                                        8,
                                        9,
                                        10,
                                        /* none */ 4,
                                        0,
                                        0,
                                        0,
                                        'n',
                                        'o',
                                        'n',
                                        'e',
                                        3,
                                        0,
                                        0,
                                        0,
                                        'I',
                                        '1',
                                        '6',
                                        2,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        4,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0};
    const sgm_bytes part = {canonical, sizeof canonical};
    CHECK("hash to scalar", sgm_hash_to_scalar(dm, "model", &part, 1) == SGM_OK);
}

static void check_safetensors(void)
{
    static const uint8_t data[19] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
    static const uint64_t dims[] = {3, 2, 1, 0, 4};
    const sgm_tensor tensors[] = {
        {.name = "none", .name_len = 4, .dtype = "I16", .dims = dims + 3, .rank = 2, .raw = data, .bytes = 0},
        {.name = "b", .name_len = 1, .dtype = "F32", .dims = dims + 1, .rank = 2, .raw = data + 3, .bytes = 8},
        {.name = "a", .name_len = 1, .dtype = "U8", .dims = dims, .rank = 1, .raw = data, .bytes = 3},
        {.name = "ab", .name_len = 2, .dtype = "F64", .dims = NULL, .rank = 0, .raw = data + 11, .bytes = 8}};
    sgm_model_digest got;
    sgm_error err;
    sgm_sc want;
    definition(&want);
    for (size_t pad = 0; pad < 9; pad += 4) {
        const char *header = good_header(pad);
        const char *path = write_safetensors("good.safetensors", strlen(header), header, sizeof data);
        CHECK("good file", sgm_model_digest_file(&got, path, &err) == SGM_OK);
        CHECK("its digest does not depend on the header's form", sgm_sc_eq(&got.dm, &want) == 1);
        CHECK("counts", got.tensors == 4 && got.parameters == 3 + 1 + 2 + 0);
    }
    CHECK("tensors in memory", sgm_model_digest_tensors(&got, tensors, 4) == SGM_OK && sgm_sc_eq(&got.dm, &want) == 1);
    CHECK("no tensors", sgm_model_digest_tensors(&got, tensors, 0) == SGM_MALFORMED);
    const sgm_tensor twice[] = {tensors[2], tensors[2]};
    CHECK("the same name twice", sgm_model_digest_tensors(&got, twice, 2) == SGM_MALFORMED);
    sgm_tensor wrong = tensors[2];
    wrong.bytes = 2;
    CHECK("size mismatch", sgm_model_digest_tensors(&got, &wrong, 1) == SGM_MALFORMED);
}

static void refuse(const char *path, sgm_status want, const char *why)
{
    sgm_model_digest got;
    sgm_error err = {"."};
    CHECK(path, sgm_model_digest_file(&got, path, &err) == want);
    CHECK(path, unit_is_sentence(err.text, path) && strstr(err.text, why) != NULL);
    CHECK("no digest is left", got.tensors == 0 && sgm_sc_is_zero(&got.dm) == 1);
}

static void refuse_header(const char *header, size_t data_len, const char *why)
{
    refuse(write_safetensors("bad.safetensors", strlen(header), header, data_len), SGM_MALFORMED, why);
}

#define TENSOR(dtype, shape, offsets) "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

static void check_bad_safetensors(void)
{
    refuse(unit_path("missing.safetensors"), SGM_IO, "No such file");
    refuse(unit_write_text("bad.safetensors", ""), SGM_MALFORMED, "truncated");
    refuse(unit_write_text("bad.safetensors", "1234567"), SGM_MALFORMED, "truncated");
    refuse(write_safetensors("bad.safetensors", 3, "{}", 0), SGM_MALFORMED, "larger than the file");
    refuse(write_safetensors("bad.safetensors", UINT64_MAX, "{}", 0), SGM_MALFORMED, "larger than the file");
    refuse(write_safetensors("bad.safetensors", 1, "{}", 0), SGM_MALFORMED, "not JSON");
    refuse_header("", 0, "not JSON");
    refuse_header("[]", 0, "not a JSON object");
    refuse_header("{}", 0, "no tensors");
    refuse_header("{}", 1, "behind the last tensor");
    refuse_header("{\"a\":" TENSOR("U8", "[1]", "[0,1]") ",\"a\":" TENSOR("U8", "[1]", "[0,1]") "}", 1, "duplicate");
    refuse_header("{\"a\":" TENSOR("U9", "[1]", "[0,1]") "}", 1, "unknown dtype");
    refuse_header("{\"a\":" TENSOR("U8", "[2]", "[0,1]") "}", 1, "do not fit together");
    refuse_header("{\"a\":" TENSOR("U8", "[4294967296,4294967296]", "[0,0]") "}", 0, "do not fit together");
    refuse_header("{\"a\":" TENSOR("F64", "[2305843009213693952]", "[0,0]") "}", 0, "do not fit together");
    refuse_header("{\"a\":" TENSOR("U8", "[-1]", "[0,1]") "}", 1, "no natural number");
    refuse_header("{\"a\":" TENSOR("U8", "[1.0]", "[0,1]") "}", 1, "no natural number");
    refuse_header("{\"a\":" TENSOR("U8", "1", "[0,1]") "}", 1, "no shape");
    refuse_header("{\"a\":" TENSOR("U8", "[1]", "[1,0]") "}", 1, "data_offsets");
    refuse_header("{\"a\":" TENSOR("U8", "[1]", "[0,1,2]") "}", 1, "data_offsets");
    refuse_header("{\"a\":" TENSOR("U8", "[1]", "[-1,0]") "}", 1, "data_offsets");
    refuse_header("{\"a\":" TENSOR("U8", "[2]", "[0,2]") "}", 1, "beyond the end");
    refuse_header("{\"a\":" TENSOR("U8", "[1]", "[1,2]") "}", 2, "does not follow");
    refuse_header("{\"a\":" TENSOR("U8", "[2]", "[0,2]") ",\"b\":" TENSOR("U8", "[2]", "[1,3]") "}", 3, "overlaps");
    refuse_header("{\"a\":" TENSOR("U8", "[1]", "[0,1]") ",\"b\":" TENSOR("U8", "[1]", "[2,3]") "}", 3, "not follow");
    refuse_header("{\"a\":" TENSOR("U8", "[1]", "[0,1]") "}", 2, "behind the last tensor");
    refuse_header("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "nothing else");
    refuse_header("{\"a\":3}", 1, "nothing else");
    refuse_header("{\"__metadata__\":{\"a\":1}}", 0, "not a string");
    refuse_header("{\"__metadata__\":1}", 0, "not an object");
}

static void check_csv(void)
{
    static const double numbers[] = {1, -2.5, 0.1, 1e-3, 1e300, -0.0};
    static const uint64_t dims[] = {2, 3};
    uint8_t raw[48];
    sgm_model_digest got, want;
    sgm_error err;
    for (size_t i = 0; i < 6; i++) {
        uint64_t bits;
        memcpy(&bits, &numbers[i], 8);
        for (size_t k = 0; k < 8; k++)
            raw[8 * i + k] = (uint8_t)(bits >> (8 * k));
    }
    const sgm_tensor tensor = {
        .name = "weights", .name_len = 7, .dtype = "F64", .dims = dims, .rank = 2, .raw = raw, .bytes = 48};
    CHECK("tensor", sgm_model_digest_tensors(&want, &tensor, 1) == SGM_OK);
    const char *path = unit_write_text("w.csv", "1, -2.5,+.1\r\n1.e-3\t,1E+300,\"-0\"\r\n");
    CHECK("csv", sgm_model_digest_file(&got, path, &err) == SGM_OK && sgm_sc_eq(&got.dm, &want.dm) == 1);
    CHECK("counts", got.tensors == 1 && got.parameters == 6);
    if (setlocale(LC_ALL, "de_DE.UTF-8") != NULL)
        CHECK("csv in a locale with a decimal comma",
              sgm_model_digest_file(&got, path, &err) == SGM_OK && sgm_sc_eq(&got.dm, &want.dm) == 1);
    (void)setlocale(LC_ALL, "C");
}

static void check_bad_csv(void)
{
    static const char *const not_numbers[] = {"x", "1 2",   "0x10", "1e",  "1e+",  ".",
                                              "+", "1.2.3", "--1",  "1;2", "1e5.0"};
    static const char *const not_finite[] = {"nan", "-NaN", "inf", "+Infinity"};
    refuse(unit_path("missing.csv"), SGM_IO, "No such file");
    refuse(unit_write_text("empty.csv", ""), SGM_MALFORMED, "is empty");
    refuse(unit_write_text("ragged.csv", "1,2\n3\n"), SGM_MALFORMED, "line 2");
    refuse(unit_write_text("blank.csv", "1,2\n\n"), SGM_MALFORMED, "line 2");
    refuse(unit_write_text("comma.csv", "1,2,\n"), SGM_MALFORMED, "field 3 is not a number");
    refuse(unit_write_text("large.csv", "1,1e999\n"), SGM_MALFORMED, "field 2 is too large");
    refuse(unit_write("nul.csv", "1\0,2\n", 5), SGM_MALFORMED, "field 1 is not a number");
    for (size_t i = 0; i < sizeof not_numbers / sizeof *not_numbers; i++)
        refuse(unit_write_text("word.csv", not_numbers[i]), SGM_MALFORMED, "field 1 is not a number");
    for (size_t i = 0; i < sizeof not_finite / sizeof *not_finite; i++)
        refuse(unit_write_text("word.csv", not_finite[i]), SGM_MALFORMED, "field 1 is NaN or infinite");
    sgm_model_digest got;
    CHECK("no error wanted", sgm_model_digest_file(&got, unit_path("missing.csv"), NULL) == SGM_IO);
}

int main(void)
{
    if (!unit_dir_make())
        return 2;
    check_safetensors();
    check_bad_safetensors();
    check_csv();
    check_bad_csv();
    return unit_dir_remove() ? unit_result("model") : 2;
}
