/* Reading numbers, strings and counts, within the limits. */
#include "input.h"

PyObject *
malformed(const char *reason)
{
    PyErr_SetString(MalformedObject, reason);
    return NULL;
}

PyObject *
unknown(uint32_t id, int at_root)
{
    PyObject *number = PyLong_FromUnsignedLong(id);
    PyObject *arguments = number ? PyTuple_Pack(1, number) : NULL;
    PyObject *named = PyDict_New();
    if (arguments && named &&
        PyDict_SetItemString(named, "at_root", at_root ? Py_True : Py_False) == 0) {
        PyObject *error = PyObject_Call(UnknownConstructor, arguments, named);
        if (error != NULL) {
            PyErr_SetObject(UnknownConstructor, error);
            Py_DECREF(error);
        }
    }
    Py_XDECREF(number);
    Py_XDECREF(arguments);
    Py_XDECREF(named);
    return NULL;
}

int
charge(Input *in, Py_ssize_t objects)
{
    in->objects -= objects;
    if (in->objects < 0) {
        PyErr_SetString(LimitExceeded, "too many objects");
        return -1;
    }
    return 0;
}

/* The content of a TL string; NULL on error. */
static const uint8_t *
take_string(Input *in, Py_ssize_t *size)
{
    const uint8_t *head = take(in, 1);
    if (head == NULL) {
        return NULL;
    }
    Py_ssize_t before = 1;
    *size = head[0];
    if (head[0] == 255) {
        malformed("no string starts with ff");
        return NULL;
    }
    if (head[0] == 254) {
        if (take(in, 3) == NULL) {
            return NULL;
        }
        *size = head[1] | head[2] << 8 | head[3] << 16;
        before = 4;
    }
    const uint8_t *content = take(in, *size + (-(before + *size) & 3));
    if (content != NULL && *size > in->string_bytes) {
        PyErr_Format(LimitExceeded, "a string of %zd bytes", *size);
        return NULL;
    }
    return content;
}

PyObject *
read_bytes(Input *in, Py_ssize_t fixed)
{
    Py_ssize_t size = fixed;
    const uint8_t *content = fixed ? take(in, fixed) : take_string(in, &size);
    return content ? PyBytes_FromStringAndSize((const char *)content, size) : NULL;
}

PyObject *
read_text(Input *in)
{
    Py_ssize_t size;
    const uint8_t *content = take_string(in, &size);
    return content ? PyUnicode_DecodeUTF8((const char *)content, size, "strict") : NULL;
}

PyObject *
read_number(Input *in, int kind)
{
    const uint8_t *at = take(in, kind == KIND_INT ? 4 : 8);
    if (at == NULL) {
        return NULL;
    }
    if (kind == KIND_INT) {
        int32_t number;
        memcpy(&number, at, 4);
        return PyLong_FromLong(number);
    }
    if (kind == KIND_LONG) {
        int64_t number;
        memcpy(&number, at, 8);
        return PyLong_FromLongLong(number);
    }
    double number;
    memcpy(&number, at, 8);
    return PyFloat_FromDouble(number);
}

PyObject *
read_bool(Input *in)
{
    uint32_t id;
    if (take_u32(in, &id) < 0) {
        return NULL;
    }
    if (id != TRUE_ID && id != FALSE_ID) {
        return unknown(id, 0);
    }
    return Py_NewRef(id == TRUE_ID ? Py_True : Py_False);
}

Py_ssize_t
read_count(Input *in, int boxed, int least)
{
    uint32_t id, count;
    if (boxed && take_u32(in, &id) < 0) {
        return -1;
    }
    if (boxed && id != VECTOR_ID) {
        malformed("a vector expected");
        return -1;
    }
    if (take_u32(in, &count) < 0) {
        return -1;
    }
    if (count > (uint64_t)(in->size - in->at) / (unsigned)least) {
        PyErr_Format(MalformedObject, "a vector of %lu", (unsigned long)count);
        return -1;
    }
    return (Py_ssize_t)count;
}

/* Zeros or empty vectors, 16 bytes at most: what Pyrogram leaves behind an object when it writes
 * the vector of an empty list without setting the field's flag. */
int
check_trailing(const Input *in)
{
    static const uint8_t empty[8] = {0x15, 0xc4, 0xb5, 0x1c, 0, 0, 0, 0};
    const uint8_t *rest = in->data + in->at;
    Py_ssize_t left = in->size - in->at;
    int tolerated = left <= 16;
    while (tolerated && left > 0) {
        if (left >= 8 && memcmp(rest, empty, 8) == 0) {
            rest += 8;
            left -= 8;
        }
        else {
            tolerated = *rest == 0;
            rest++;
            left--;
        }
    }
    if (!tolerated) {
        PyErr_Format(MalformedObject, "%zd bytes behind the object", in->size - in->at);
        return -1;
    }
    return 0;
}

int
apply_limits(Input *in, PyObject *limits)
{
    if (!PyTuple_Check(limits) || PyTuple_GET_SIZE(limits) < 4) {
        PyErr_SetString(PyExc_TypeError, "limits expected");
        return -1;
    }
    Py_ssize_t *targets[4] = {&in->depth, &in->objects, &in->string_bytes, &in->inflated_bytes};
    for (int i = 0; i < 4; i++) {
        *targets[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(limits, i));
        if (*targets[i] == -1 && PyErr_Occurred()) {
            return -1;
        }
    }
    in->limits = limits;
    return 0;
}
