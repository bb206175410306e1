#include "files.h"

file *
file_of(PyObject *connection, int which)
{
    file *found = NULL;
    PyObject *known = PyObject_CallMethod(connection, "file_control", "siN", "main", which,
                                          PyLong_FromVoidPtr(&found));
    if (known == NULL) {
        return NULL;
    }
    Py_DECREF(known);
    if (found == NULL || found->methods == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "SQLite does not say which file it has open");
        return NULL;
    }
    return found;
}

methods
methods_of(const file *file)
{
    int version = file->methods->version;
    size_t size = version >= 3   ? sizeof(methods)
                  : version == 2 ? offsetof(methods, rest_of_3)
                                 : offsetof(methods, rest_of_2);
    methods copy = {0};
    memcpy(&copy, file->methods, size);
    copy.version = version > 3 ? 3 : version;
    return copy;
}

static PyMethodDef functions[] = {
    {"clean_pages", clean_pages, METH_O,
     "Clean what a connection writes into its database from now on."},
    {"allow_cleaning", allow_cleaning, METH_VARARGS,
     "Whether a connection that cleans does so from now on."},
    {"clean_all", clean_all, METH_VARARGS,
     "Clean so many pages that are there; gives what SQLite answered."},
    {"without_residue", without_residue, METH_VARARGS, "A page with nothing between its rows."},
    {"gather_log", gather_log, METH_O,
     "Write what a connection appends to its log in larger pieces from now on."},
    {NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "heliograph.storage.sqlite._files",
    .m_doc = "What SQLite does to its files, changed on the way.",
    .m_methods = functions,
};

PyMODINIT_FUNC
PyInit__files(void)
{
    return PyModule_Create(&module);
}
