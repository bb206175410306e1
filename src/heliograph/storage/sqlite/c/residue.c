/* The module heliograph.storage.sqlite._residue: cleans pages without Python's lock.
 *
 * residue.py holds the same rule in Python and says why there is one. A checkpoint by way of a VFS
 * in Python asks for Python's lock at each page, and waits for it while an event loop holds it.
 * Here the table of methods of one open file is replaced by a copy of it that cleans what is
 * written; SQLite's own code does everything else.
 *
 * No header of SQLite is needed: what is used here is part of its stable interface.
 * https://www.sqlite.org/c3ref/io_methods.html
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_PAGE 65536
#define FILE_HEADER 100
#define SQLITE_OK 0
#define SQLITE_SYNC_FULL 3
#define SQLITE_FCNTL_FILE_POINTER 7

typedef struct file file;

typedef struct {
    int version;
    int (*close)(file *);
    int (*read)(file *, void *, int, int64_t);
    int (*write)(file *, const void *, int, int64_t);
    int (*truncate)(file *, int64_t);
    int (*sync)(file *, int);
    void (*rest_of_1[7])(void);
    void (*rest_of_2[4])(void);
    void (*rest_of_3[2])(void);
} methods;

struct file {
    const methods *methods;
};

/* Belongs to its file, from `attach` until that is closed. */
typedef struct {
    methods cleaning; /* first: the table of a file that has a hook is the hook */
    const methods *own;
    int cleans;
    uint8_t page[LONGEST_PAGE];
} hook;

/* What lies between the list of rows and the rows. */
typedef struct {
    Py_ssize_t begin, size; /* a size of 0: nothing is to be cleaned */
} gap;

static gap
find_gap(const uint8_t *page, Py_ssize_t size, int64_t offset)
{
    gap none = {0, 0};
    Py_ssize_t header = offset ? 0 : FILE_HEADER;
    if (size < header + 8) {
        return none;
    }
    const uint8_t *said = page + header;
    int inner = said[0] == 2 || said[0] == 5;
    if (!inner && said[0] != 10 && said[0] != 13) {
        return none;
    }
    Py_ssize_t begin = header + (inner ? 12 : 8) + 2 * (said[3] << 8 | said[4]);
    Py_ssize_t end = said[5] << 8 | said[6];
    if (end == 0) {
        end = LONGEST_PAGE;
    }
    if (begin >= end || end > size) {
        return none;
    }
    for (Py_ssize_t at = begin; at < end; at++) {
        if (page[at]) {
            return (gap){begin, end - begin};
        }
    }
    return none;
}

static int
write_clean(file *file, const void *data, int size, int64_t offset)
{
    hook *hook = (void *)file->methods;
    if (hook->cleans && size <= LONGEST_PAGE) {
        gap gap = find_gap(data, size, offset);
        if (gap.size) {
            memcpy(hook->page, data, size);
            memset(hook->page + gap.begin, 0, gap.size);
            data = hook->page;
        }
    }
    return hook->own->write(file, data, size, offset);
}

static int
close_hooked(file *file)
{
    hook *hook = (void *)file->methods;
    file->methods = hook->own;
    free(hook);
    return file->methods->close(file);
}

static file *
file_of(PyObject *connection)
{
    file *found = NULL;
    PyObject *known = PyObject_CallMethod(connection, "file_control", "siN", "main",
                                          SQLITE_FCNTL_FILE_POINTER, PyLong_FromVoidPtr(&found));
    Py_XDECREF(known);
    if (known != NULL && (found == NULL || found->methods == NULL)) {
        PyErr_SetString(PyExc_RuntimeError, "SQLite does not say which file it has open");
        return NULL;
    }
    return found;
}

static hook *
hook_of(file *file)
{
    if (file == NULL) {
        return NULL;
    }
    if (file->methods->write != write_clean) {
        PyErr_SetString(PyExc_RuntimeError, "attach was not called for this connection");
        return NULL;
    }
    return (void *)file->methods;
}

static PyObject *
attach(PyObject *Py_UNUSED(self), PyObject *connection)
{
    file *file = file_of(connection);
    if (file == NULL) {
        return NULL;
    }
    if (file->methods->write == write_clean) {
        Py_RETURN_NONE;
    }
    hook *hook = calloc(1, sizeof *hook);
    if (hook == NULL) {
        return PyErr_NoMemory();
    }
    int version = file->methods->version;
    size_t size = version >= 3   ? sizeof(methods)
                  : version == 2 ? offsetof(methods, rest_of_3)
                                 : offsetof(methods, rest_of_2);
    memcpy(&hook->cleaning, file->methods, size);
    hook->cleaning.version = version > 3 ? 3 : version;
    hook->cleaning.write = write_clean;
    hook->cleaning.close = close_hooked;
    hook->own = file->methods;
    hook->cleans = 1;
    file->methods = &hook->cleaning;
    Py_RETURN_NONE;
}

static PyObject *
allow(PyObject *Py_UNUSED(self), PyObject *arguments)
{
    PyObject *connection;
    int cleans;
    if (!PyArg_ParseTuple(arguments, "Op", &connection, &cleans)) {
        return NULL;
    }
    hook *hook = hook_of(file_of(connection));
    if (hook == NULL) {
        return NULL;
    }
    hook->cleans = cleans;
    Py_RETURN_NONE;
}

/* Gives what SQLite answered. */
static int
clean_pages(file *file, hook *hook, int64_t pages, int page_bytes)
{
    uint8_t *page = hook->page;
    for (int64_t number = 0; number < pages; number++) {
        int64_t offset = number * page_bytes;
        int answer = hook->own->read(file, page, page_bytes, offset);
        if (answer != SQLITE_OK) {
            return answer;
        }
        gap gap = find_gap(page, page_bytes, offset);
        if (gap.size) {
            memset(page + gap.begin, 0, gap.size);
            answer = hook->own->write(file, page, page_bytes, offset);
            if (answer != SQLITE_OK) {
                return answer;
            }
        }
    }
    return hook->own->sync(file, SQLITE_SYNC_FULL);
}

static PyObject *
clean(PyObject *Py_UNUSED(self), PyObject *arguments)
{
    PyObject *connection;
    long long pages;
    int page_bytes, answer;
    if (!PyArg_ParseTuple(arguments, "OLi", &connection, &pages, &page_bytes)) {
        return NULL;
    }
    if (page_bytes < 1 || page_bytes > LONGEST_PAGE) {
        PyErr_Format(PyExc_ValueError, "no page has %d bytes", page_bytes);
        return NULL;
    }
    file *file = file_of(connection);
    hook *hook = hook_of(file);
    if (hook == NULL) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    answer = clean_pages(file, hook, pages, page_bytes);
    Py_END_ALLOW_THREADS
    return PyLong_FromLong(answer);
}

static PyObject *
without_residue(PyObject *Py_UNUSED(self), PyObject *arguments)
{
    PyObject *page;
    long long offset;
    if (!PyArg_ParseTuple(arguments, "SL", &page, &offset)) {
        return NULL;
    }
    gap gap = find_gap((uint8_t *)PyBytes_AS_STRING(page), PyBytes_GET_SIZE(page), offset);
    if (!gap.size) {
        return Py_NewRef(page);
    }
    PyObject *made = PyBytes_FromStringAndSize(PyBytes_AS_STRING(page), PyBytes_GET_SIZE(page));
    if (made != NULL) {
        memset(PyBytes_AS_STRING(made) + gap.begin, 0, gap.size);
    }
    return made;
}

static PyMethodDef functions[] = {
    {"attach", attach, METH_O, "Clean what a connection writes into its database from now on."},
    {"allow", allow, METH_VARARGS, "Whether an attached connection cleans what it writes."},
    {"clean", clean, METH_VARARGS, "Clean so many pages that are there; gives what SQLite answered."},
    {"without_residue", without_residue, METH_VARARGS, "A page with nothing between its rows."},
    {NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "heliograph.storage.sqlite._residue",
    .m_doc = "Cleans pages on their way into the database.",
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit__residue(void)
{
    return PyModule_Create(&module);
}
