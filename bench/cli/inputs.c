/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* The options that formulations bring along, as one table for prove and verify. */
#include "bench/cli/inputs.h"
#include "bench/cli/source.h"

#include <stdio.h>
#include <string.h>

static const sgm_option *find(const sgm_option *options, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(options[i].name, name) == 0)
            return &options[i];
    return NULL;
}

static const sgm_option *option_of(const sgm_statement_kind *kind, const char *name, unsigned use)
{
    const sgm_option *o = find(kind->options, kind->n_options, name);
    return o != NULL && (o->use & use) != 0 ? o : NULL;
}

/* The words, and in brackets who takes the option. */
static void describe(sgm_cli_inputs *in, size_t i)
{
    size_t n_kinds, takers = 0, len;
    const sgm_statement_kind *const *kinds = sgm_statement_kinds(&n_kinds);
    char names[sizeof in->help[i]] = "";
    for (size_t k = 0; k < n_kinds; k++)
        if (option_of(kinds[k], in->option[i].name, in->use) != NULL) {
            len = strlen(names);
            (void)snprintf(names + len, sizeof names - len, "%s%s", takers > 0 ? ", " : "", kinds[k]->words->name);
            takers++;
        }
    if (takers == n_kinds)
        (void)snprintf(in->help[i], sizeof in->help[i], "%s", in->option[i].help);
    else
        (void)snprintf(in->help[i], sizeof in->help[i], "%.160s (%.200s)", in->option[i].help, names);
}

void sgm_cli_inputs_add(sgm_cli_inputs *in, unsigned use, sgm_cli_option *table, size_t *n)
{
    size_t n_kinds;
    const sgm_statement_kind *const *kinds = sgm_statement_kinds(&n_kinds);
    *in = (sgm_cli_inputs){.use = use};
    for (size_t k = 0; k < n_kinds; k++)
        for (size_t i = 0; i < kinds[k]->n_options; i++) {
            const sgm_option *o = &kinds[k]->options[i];
            if ((o->use & use) != 0 && find(in->option, in->n, o->name) == NULL && in->n < SGM_CLI_INPUTS)
                in->option[in->n++] = *o;
        }
    for (size_t i = 0; i < in->n && *n < SGM_CLI_OPTIONS; i++) {
        describe(in, i);
        table[(*n)++] = (sgm_cli_option){in->option[i].name, in->option[i].arg, in->help[i], &in->value[i]};
    }
}

sgm_status sgm_cli_inputs_fit(const sgm_cli_inputs *in, const sgm_statement_kind *kind, sgm_error *err)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->value[i] != NULL && option_of(kind, in->option[i].name, in->use) == NULL)
            return sgm_fail(err, SGM_USAGE, "%s takes no --%s", kind->words->name, in->option[i].name);
    return SGM_OK;
}

size_t sgm_cli_inputs_with(const sgm_cli_inputs *in, unsigned flag, const char **arguments)
{
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++)
        if (in->value[i] != NULL && (in->option[i].use & flag) != 0)
            arguments[n++] = in->value[i];
    return n;
}

int sgm_cli_inputs_beyond(const sgm_cli_inputs *in, unsigned use)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->value[i] != NULL && (in->option[i].use & use) == 0)
            return 1;
    return 0;
}

static const char *value(const sgm_inputs *self, const char *name)
{
    const sgm_cli_inputs *in = self->user;
    for (size_t i = 0; i < in->n; i++)
        if (strcmp(in->option[i].name, name) == 0)
            return in->value[i];
    return NULL;
}

sgm_inputs sgm_cli_inputs_of(const sgm_cli_inputs *in, const sgm_ctx *ctx)
{
    return (sgm_inputs){.ctx = ctx,
                        .user = in,
                        .value = value,
                        .dataset = sgm_source_dataset,
                        .model = sgm_source_model,
                        .is_bundled = sgm_source_is_bundled,
                        .weights = sgm_source_weights,
                        .bundled_datasets = sgm_source_datasets,
                        .n_bundled_datasets = SGM_BLOCKS,
                        .bundled_model = SGM_BUNDLED_MODEL,
                        .shelf = in->shelf,
                        .table = sgm_source_table,
                        .bundled_table = SGM_BUNDLED_TABLE};
}
