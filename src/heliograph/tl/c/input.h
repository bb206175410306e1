/* The bytes that objects are decoded from, and what is left of the limits. */
#ifndef HELIOGRAPH_INPUT_H
#define HELIOGRAPH_INPUT_H

#include "walker.h"

typedef struct Decoder Decoder;

typedef struct {
    Decoder *decoder;
    const uint8_t *data;
    Py_ssize_t size;
    Py_ssize_t at;
    PyObject *limits;
    Py_ssize_t depth; /* what is left of the limits */
    Py_ssize_t objects;
    Py_ssize_t string_bytes;
    Py_ssize_t inflated_bytes;
    int packed;
} Input;

/* Set an exception of tl/errors.py; both return NULL. */
PyObject *malformed(const char *reason);
PyObject *unknown(uint32_t id, int at_root);

/* Fill in what the limits (a tl.limits.Limits) say; -1 on error. */
int apply_limits(Input *in, PyObject *limits);

/* Count objects against the limit before they are made; -1 when it is passed. */
int charge(Input *in, Py_ssize_t objects);

PyObject *read_number(Input *in, int kind);
PyObject *read_text(Input *in);
PyObject *read_bytes(Input *in, Py_ssize_t fixed);
PyObject *read_bool(Input *in);

/* The length of a vector whose elements take at least `least` bytes each; -1 on error. */
Py_ssize_t read_count(Input *in, int boxed, int least);

/* -1 with MalformedObject set when more is left than clients are known to leave. */
int check_trailing(const Input *in);

/* The next `count` bytes, NULL with MalformedObject set if there are fewer. */
static inline const uint8_t *
take(Input *in, Py_ssize_t count)
{
    if (in->size - in->at < count) {
        malformed("the object ends early");
        return NULL;
    }
    const uint8_t *at = in->data + in->at;
    in->at += count;
    return at;
}

static inline int
take_u32(Input *in, uint32_t *value)
{
    const uint8_t *at = take(in, 4);
    if (at == NULL) {
        return -1;
    }
    memcpy(value, at, 4);
    return 0;
}

#endif
