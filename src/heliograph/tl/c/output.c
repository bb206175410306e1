/* Appending numbers and strings to the buffer. */
#include "output.h"

char *
grow(Buffer *out, size_t more)
{
    size_t size = out->size;
    if (more > (size_t)PY_SSIZE_T_MAX / 4 || out->used > (size_t)PY_SSIZE_T_MAX / 4) {
        PyErr_NoMemory();
        return NULL;
    }
    while (size - out->used < more) {
        size *= 2;
    }
    char *data = PyMem_Realloc(out->data == out->first ? NULL : out->data, size);
    if (data == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    if (out->data == out->first) {
        memcpy(data, out->first, out->used);
    }
    out->data = data;
    out->size = size;
    return data;
}

static int
put_string(Buffer *out, const char *bytes, Py_ssize_t size)
{
    if (size > MAX_TL_STRING) {
        PyErr_Format(EncodeError, "%zd bytes do not fit into a TL string", size);
        return FAILED;
    }
    size_t head = size < 254 ? 1 : 4;
    size_t whole = (head + (size_t)size + 3) & ~(size_t)3;
    char *at = reserve(out, whole);
    if (at == NULL) {
        return FAILED;
    }
    memset(at + whole - 4, 0, 4);
    if (head == 1) {
        at[0] = (char)size;
    }
    else {
        uint32_t start = 254u | (uint32_t)size << 8;
        memcpy(at, &start, 4);
    }
    memcpy(at + head, bytes, (size_t)size);
    return WRITTEN;
}

int
put_integer(Buffer *out, PyObject *value, int is_long)
{
    if (!PyLong_Check(value)) {
        PyErr_Format(PyExc_TypeError, "an integer expected, not %s", Py_TYPE(value)->tp_name);
        return FAILED;
    }
    int64_t number = PyLong_AsLongLong(value);
    if (number == -1 && PyErr_Occurred()) {
        return FAILED;
    }
    if (is_long) {
        return put(out, &number, 8);
    }
    if (number < INT32_MIN || number > INT32_MAX) {
        PyErr_Format(PyExc_OverflowError, "%lld does not fit into 32 bits", (long long)number);
        return FAILED;
    }
    int32_t small = (int32_t)number;
    return put(out, &small, 4);
}

int
put_double(Buffer *out, PyObject *value)
{
    double number;
    if (PyFloat_Check(value)) {
        number = PyFloat_AS_DOUBLE(value);
    }
    else if (PyLong_Check(value)) {
        number = PyLong_AsDouble(value);
    }
    else {
        PyErr_Format(PyExc_TypeError, "a number expected, not %s", Py_TYPE(value)->tp_name);
        return FAILED;
    }
    if (number == -1.0 && PyErr_Occurred()) {
        return FAILED;
    }
    return put(out, &number, 8);
}

int
put_text(Buffer *out, PyObject *value)
{
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "a str expected, not %s", Py_TYPE(value)->tp_name);
        return FAILED;
    }
    if (PyUnicode_IS_COMPACT_ASCII(value)) {
        return put_string(out, PyUnicode_DATA(value), PyUnicode_GET_LENGTH(value));
    }
    /* Not PyUnicode_AsUTF8AndSize: it would keep the copy in the string for good. */
    PyObject *encoded = PyUnicode_AsUTF8String(value);
    if (encoded == NULL) {
        return FAILED;
    }
    int done = put_string(out, PyBytes_AS_STRING(encoded), PyBytes_GET_SIZE(encoded));
    Py_DECREF(encoded);
    return done;
}

int
put_bytes(Buffer *out, PyObject *value, Py_ssize_t fixed)
{
    Py_buffer view;
    if (PyObject_GetBuffer(value, &view, PyBUF_SIMPLE) < 0) {
        return FAILED;
    }
    int done;
    if (fixed == 0) {
        done = put_string(out, view.buf, view.len);
    }
    else if (view.len == fixed) {
        done = put(out, view.buf, (size_t)fixed);
    }
    else {
        PyErr_Format(EncodeError, "%zd bytes expected, not %zd", fixed, view.len);
        done = FAILED;
    }
    PyBuffer_Release(&view);
    return done;
}
