/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* Finds the bundled table. */
#include "bench/bundled.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int find(char path[PATH_MAX])
{
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n > 0) {
        program[n] = '\0';
        *strrchr(program, '/') = '\0';
        int len = snprintf(path, PATH_MAX, "%s/../%s/breast_cancer.csv", program, SIGMARK_DATA_INSTALLED);
        if (len < PATH_MAX && access(path, R_OK) == 0)
            return 1;
    }
    (void)snprintf(path, PATH_MAX, "%s/breast_cancer.csv", SIGMARK_DATA_SOURCE);
    return access(path, R_OK) == 0;
}

sgm_status sgm_bundled_table(sgm_table *table, sgm_error *err)
{
    char path[PATH_MAX];
    if (!find(path))
        return sgm_fail(err, SGM_IO,
                        "the bundled data (breast_cancer.csv) is not installed; give --dataset and --model");
    return sgm_table_read(table, path, err);
}
