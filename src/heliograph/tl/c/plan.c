/* Plans: tables of fields, built once per class and layer or per definition. */
#include "walker.h"
#include <structmember.h>

/* The offset of a slot, looked up on the class so that it cannot be wrong; -2 on error. */
static Py_ssize_t
slot_offset(PyTypeObject *cls, PyObject *name)
{
    if (name == Py_None) {
        return -1;
    }
    PyObject *descriptor = PyObject_GetAttr((PyObject *)cls, name);
    if (descriptor == NULL) {
        return -2;
    }
    Py_ssize_t offset = -2;
    if (Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        PyMemberDescrObject *member = (PyMemberDescrObject *)descriptor;
        PyTypeObject *owner = PyDescr_TYPE(member);
        if (member->d_member->type == T_OBJECT_EX && PyType_IsSubtype(cls, owner)) {
            offset = member->d_member->offset;
        }
    }
    Py_DECREF(descriptor);
    if (offset == -2) {
        PyErr_Format(PyExc_TypeError, "%s.%U is no slot", cls->tp_name, name);
    }
    return offset;
}

/* One field from (kind, element, word, bit, option, tag, attribute). */
static int
parse_field(PyTypeObject *cls, PyObject *item, Field *field)
{
    int kind, element, word, bit, option;
    long long tag;
    PyObject *name;
    if (!PyTuple_Check(item)) {
        PyErr_SetString(PyExc_TypeError, "a field is a tuple");
        return -1;
    }
    if (!PyArg_ParseTuple(item, "iiiiiLO", &kind, &element, &word, &bit, &option, &tag, &name)) {
        return -1;
    }
    int is_vector = kind == KIND_VECTOR || kind == KIND_BARE_VECTOR;
    int valid = kind >= 0 && kind < KIND_COUNT && kind != KIND_BARE_OBJECT;
    valid = valid && element >= 0 && (!is_vector || element < KIND_SCALARS);
    valid = valid && (word == NO_WORD || (word >= 0 && word < MAX_WORDS));
    valid = valid && (word != NO_WORD || (kind != KIND_WORD && kind != KIND_TRUE));
    valid = valid && bit >= 0 && bit < 32 && option >= 0 && option <= OPTION_ALL && tag >= 0;
    if (!valid) {
        PyErr_SetString(PyExc_ValueError, "not a field");
        return -1;
    }
    field->kind = (uint8_t)kind;
    field->element = (uint8_t)element;
    field->word = (uint8_t)word;
    field->option = (uint8_t)option;
    field->mask = (uint32_t)1 << bit;
    field->tag = tag;
    field->slot = slot_offset(cls, name);
    return field->slot == -2 ? -1 : 0;
}

static int
parse_fields(Plan *plan, PyObject *fields)
{
    Py_ssize_t count = PyTuple_GET_SIZE(fields);
    plan->fields = PyMem_Calloc(count ? (size_t)count : 1, sizeof(Field));
    if (plan->fields == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (parse_field(plan->cls, PyTuple_GET_ITEM(fields, i), &plan->fields[i]) < 0) {
            return -1;
        }
    }
    plan->field_count = count;
    return 0;
}

static int
parse_guards(Plan *plan, PyObject *guards)
{
    Py_ssize_t count = PyTuple_GET_SIZE(guards);
    plan->guards = PyMem_Calloc(count ? (size_t)count : 1, sizeof(Py_ssize_t));
    if (plan->guards == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        plan->guards[i] = slot_offset(plan->cls, PyTuple_GET_ITEM(guards, i));
        if (plan->guards[i] < 0) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_ValueError, "not a guard");
            }
            return -1;
        }
    }
    plan->guard_count = count;
    return 0;
}

static PyObject *
plan_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"cls",    "id",       "tag",    "fields",
                            "direct", "function", "guards", "exact", NULL};
    PyTypeObject *cls;
    unsigned int id;
    long long tag;
    int direct = 1, exact = 1;
    PyObject *fields, *function = Py_None, *guards = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!ILO!|pOO!p", names, &PyType_Type, &cls, &id,
                                     &tag, &PyTuple_Type, &fields, &direct, &function,
                                     &PyTuple_Type, &guards, &exact)) {
        return NULL;
    }
    if (!PyType_HasFeature(cls, Py_TPFLAGS_HEAPTYPE) || (!direct && function == Py_None)) {
        PyErr_SetString(PyExc_ValueError, "a plan needs a class with slots, or a function");
        return NULL;
    }
    Plan *plan = (Plan *)type->tp_alloc(type, 0);
    if (plan == NULL) {
        return NULL;
    }
    plan->id = id;
    plan->tag = tag;
    plan->exact = exact;
    plan->direct = direct;
    plan->cls = (PyTypeObject *)Py_NewRef((PyObject *)cls);
    plan->function = function == Py_None ? NULL : Py_NewRef(function);
    if (parse_fields(plan, fields) < 0 || (guards != NULL && parse_guards(plan, guards) < 0)) {
        Py_DECREF(plan);
        return NULL;
    }
    return (PyObject *)plan;
}

static int
plan_traverse(Plan *plan, visitproc visit, void *arg)
{
    Py_VISIT(plan->cls);
    Py_VISIT(plan->function);
    return 0;
}

/* The class stays until the end: a decode in progress may still make objects of it. */
static int
plan_clear(Plan *plan)
{
    Py_CLEAR(plan->function);
    return 0;
}

static void
plan_dealloc(Plan *plan)
{
    PyObject_GC_UnTrack(plan);
    Py_CLEAR(plan->function);
    Py_CLEAR(plan->cls);
    PyMem_Free(plan->fields);
    PyMem_Free(plan->guards);
    Py_TYPE(plan)->tp_free((PyObject *)plan);
}

PyTypeObject PlanType = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "heliograph.tl._walker.Plan",
    .tp_doc = "A table of fields for one class, to write or to read.",
    .tp_basicsize = sizeof(Plan),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_new = plan_new,
    .tp_traverse = (traverseproc)plan_traverse,
    .tp_clear = (inquiry)plan_clear,
    .tp_dealloc = (destructor)plan_dealloc,
};
