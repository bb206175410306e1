/* The module heliograph.tl._walker. */
#include "walker.h"

PyObject *EncodeError, *NotAtLayer, *MalformedObject, *LimitExceeded, *UnknownConstructor;

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "heliograph.tl._walker",
    .m_doc = "Walks tables of fields to encode and decode TL objects.",
    .m_size = -1,
};

static int
fetch_errors(void)
{
    PyObject *errors = PyImport_ImportModule("heliograph.tl.errors");
    if (errors == NULL) {
        return -1;
    }
    EncodeError = PyObject_GetAttrString(errors, "EncodeError");
    NotAtLayer = PyObject_GetAttrString(errors, "NotAtLayer");
    MalformedObject = PyObject_GetAttrString(errors, "MalformedObject");
    LimitExceeded = PyObject_GetAttrString(errors, "LimitExceeded");
    UnknownConstructor = PyObject_GetAttrString(errors, "UnknownConstructor");
    Py_DECREF(errors);
    return EncodeError && NotAtLayer && MalformedObject && LimitExceeded && UnknownConstructor ? 0
                                                                                               : -1;
}

PyMODINIT_FUNC
PyInit__walker(void)
{
    if (fetch_errors() < 0) {
        return NULL;
    }
    PyObject *self = PyModule_Create(&module);
    if (self == NULL) {
        return NULL;
    }
    if (PyModule_AddType(self, &PlanType) < 0 || PyModule_AddType(self, &EncoderType) < 0 ||
        PyModule_AddType(self, &DecoderType) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return self;
}
