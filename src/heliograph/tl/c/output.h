/* The buffer that objects are encoded into. */
#ifndef HELIOGRAPH_OUTPUT_H
#define HELIOGRAPH_OUTPUT_H

#include "walker.h"

typedef struct Encoder Encoder;

typedef struct {
    Encoder *encoder;
    char *data;
    size_t used;
    size_t size;
    char first[2048]; /* most objects fit, and need no allocation */
} Buffer;

/* What became of an object. */
enum { WRITTEN = 0, LEFT_OUT = 1, FAILED = -1 };

/* Make room for `more` bytes behind what is used; NULL on error. */
char *grow(Buffer *out, size_t more);

int put_integer(Buffer *out, PyObject *value, int is_long);
int put_double(Buffer *out, PyObject *value);
int put_text(Buffer *out, PyObject *value);

/* `fixed` is the length an int128 or int256 must have, 0 for any bytes. */
int put_bytes(Buffer *out, PyObject *value, Py_ssize_t fixed);

/* Room for `count` more bytes, counted as used; NULL on error. */
static inline char *
reserve(Buffer *out, size_t count)
{
    if (out->size - out->used < count && grow(out, count) == NULL) {
        return NULL;
    }
    char *at = out->data + out->used;
    out->used += count;
    return at;
}

static inline int
put(Buffer *out, const void *bytes, size_t count)
{
    char *at = reserve(out, count);
    if (at == NULL) {
        return FAILED;
    }
    memcpy(at, bytes, count);
    return WRITTEN;
}

static inline int
put_u32(Buffer *out, uint32_t value)
{
    return put(out, &value, 4);
}

#endif
