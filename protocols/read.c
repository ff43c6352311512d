/* SPDX-License-Identifier: Apache-2.0 OR MIT */
/* A whole file of bounded length. */
#include "protocols/read.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Reads until cap bytes or the end. Returns 0, or -1 with errno. */
static int read_all(int fd, uint8_t *buf, size_t cap, size_t *len)
{
    *len = 0;
    while (*len < cap) {
        ssize_t got = read(fd, buf + *len, cap - *len);
        if (got == 0)
            return 0;
        if (got > 0)
            *len += (size_t)got;
        else if (errno != EINTR)
            return -1;
    }
    return 0;
}

sgm_status sgm_read_whole(uint8_t *buf, size_t cap, size_t *len, const char *path, sgm_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return sgm_fail(err, SGM_IO, "cannot read %s: %s", path, strerror(errno));
    sgm_status status = SGM_OK;
    uint8_t beyond;
    size_t more = 0;
    if (read_all(fd, buf, cap, len) != 0 || read_all(fd, &beyond, 1, &more) != 0)
        status = sgm_fail(err, SGM_IO, "cannot read %s: %s", path, strerror(errno));
    else if (more != 0)
        status = sgm_fail(err, SGM_MALFORMED, "%s is too long: more than %zu bytes", path, cap);
    (void)close(fd);
    return status;
}
