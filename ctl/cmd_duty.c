#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "store/duty.h"

enum act { ACT_GIVE, ACT_DELEGATE, ACT_END };

struct duty_options {
    const char *person, *role, *unit, *class_name, *group_name, *by, *note, *id;
    int32_t from, to; /* DAY_MAX = not given */
    unsigned rights;
};

/* What one act needs, as the context of its transaction. */
struct duty_work {
    enum act act;
    const struct duty_options *o;
    char today[DAY_TEXT_SIZE];
    int32_t day;
    uint32_t id;
};

static int parse_rights(const char *text, unsigned *ret_rights)
{
    while (*text) {
        size_t n = strcspn(text, ",");

        if (n == 7 && strncmp(text, "correct", n) == 0)
            *ret_rights |= DUTY_CORRECT;
        else if (n == 7 && strncmp(text, "protect", n) == 0)
            *ret_rights |= DUTY_PROTECT;
        else
            return ctl_usage("--rights are correct and protect, with a comma between");
        text += n + (text[n] == ',');
    }
    return 0;
}

static int parse_options(int argc, char **argv, struct duty_options *o)
{
    static const struct option options[] = {
        {"person", required_argument, NULL, 'p'}, {"role", required_argument, NULL, 'r'},
        {"unit", required_argument, NULL, 'u'},   {"class", required_argument, NULL, 'c'},
        {"group", required_argument, NULL, 'g'},  {"by", required_argument, NULL, 'b'},
        {"from", required_argument, NULL, 'f'},   {"to", required_argument, NULL, 't'},
        {"rights", required_argument, NULL, 'R'}, {"note", required_argument, NULL, 'n'},
        {0}};
    const char **const texts[128] = {['p'] = &o->person,     ['r'] = &o->role,
                                     ['u'] = &o->unit,       ['c'] = &o->class_name,
                                     ['g'] = &o->group_name, ['b'] = &o->by,
                                     ['n'] = &o->note};
    int opt;

    while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
        int result = 0;

        if (opt == '?')
            return CTL_USAGE;
        if (texts[opt])
            *texts[opt] = optarg;
        else if (opt == 'R')
            result = parse_rights(optarg, &o->rights);
        else
            result = ctl_day(opt == 'f' ? "--from" : "--to", optarg, opt == 'f' ? &o->from : &o->to);
        if (result != 0)
            return CTL_USAGE;
    }
    if (optind < argc)
        o->id = argv[optind++];
    if (optind < argc)
        return ctl_usage("what is \"%s\"?", argv[optind]);
    return 0;
}

/* The only id of a result. Ends it. */
static int only_id(struct db_rows *r, const char *what, const char *text, uint32_t *ret_id,
                   struct err *e)
{
    size_t n = db_count(r);

    if (db_next(r))
        *ret_id = (uint32_t)db_id(r, 0);
    if (db_done(r, e) < 0)
        return -1;
    if (n == 0)
        return err_set(e, ERR_NOT_FOUND, "there is no %s \"%s\"", what, text);
    return n == 1 ? 0 : err_set(e, ERR_INPUT, "there is more than one %s \"%s\"", what, text);
}

static int find_person(struct db *db, const char *login, uint32_t *ret_id, struct err *e)
{
    struct db_rows *r;

    if (db_select(db, SQL_DUTY_PERSON_BY_LOGIN, &r, e, DB_S(login)) < 0)
        return -1;
    if (only_id(r, "person with the login", login, ret_id, e) == 0)
        return 0;
    return e->kind == ERR_NOT_FOUND
               ? err_set(e, ERR_NOT_FOUND,
                         "there is no person with the login \"%s\"; people come with the roster "
                         "(malkollctl import)",
                         login)
               : -1;
}

/* By code, name or source's id; without a text the municipality. */
static int find_unit(struct db *db, const char *text, const char *today, uint32_t *ret_id,
                     struct err *e)
{
    struct db_rows *r;
    int rc = text ? db_select(db, SQL_DUTY_UNIT_BY_TEXT, &r, e, DB_S(text), DB_S(text), DB_S(text),
                              DB_S(today))
                  : db_select(db, SQL_DUTY_MUNICIPALITY, &r, e, DB_S(today));

    return rc < 0 ? -1 : only_id(r, "unit", text ? text : "municipality", ret_id, e);
}

/* The unit, or a class or group of it. */
static int find_place(struct db *db, const struct duty_work *w, struct duty_new *d, struct err *e)
{
    const struct duty_options *o = w->o;
    bool class = o->class_name != NULL;
    const char *name = class ? o->class_name : o->group_name;
    struct db_rows *r;
    uint32_t unit = 0;

    if (find_unit(db, o->unit, w->today, &unit, e) < 0)
        return -1;
    if (!name) {
        d->unit_id = unit;
        return 0;
    }
    if (db_select(db, class ? SQL_DUTY_CLASS_BY_NAME : SQL_DUTY_GROUP_BY_NAME, &r, e, DB_I(unit),
                  DB_S(name), DB_S(w->today)) < 0)
        return -1;
    return only_id(r, class ? "class" : "teaching group", name,
                   class ? &d->class_id : &d->group_id, e);
}

static int work(struct db *db, void *ctx, struct err *e)
{
    struct duty_work *w = ctx;
    const struct duty_options *o = w->o;
    struct duty_actor actor = {.today = w->day};
    struct duty_new d = {
        .role = o->role, .starts = o->from, .ends = o->to, .rights = o->rights, .note = o->note};

    if (w->act == ACT_END)
        return duty_end(db, w->id, o->to == DAY_MAX ? DAY_MIN : o->to, false, &actor, e);
    if (find_person(db, o->person, &d.person_id, e) < 0 || find_place(db, w, &d, e) < 0)
        return -1;
    if (w->act == ACT_GIVE)
        return duty_give(db, &d, &actor, &w->id, e);
    if (find_person(db, o->by, &actor.person_id, e) < 0)
        return -1;
    return duty_delegate(db, &d, &actor, &w->id, e);
}

/* Columns as sql/query/duty.sql says. */
static void print_duty(const struct db_rows *r)
{
    const char *place = db_str(r, 6) ? db_str(r, 6) : db_str(r, 9) ? db_str(r, 9) : db_str(r, 11);

    printf("%-6s %-16s %s%s%s  %s  %s – %s  %s%s%s%s%s\n", db_str(r, 0), db_str(r, 4), place,
           db_str(r, 13) ? ", " : "", db_str(r, 13) ? db_str(r, 13) : "",
           db_str(r, 3) ? db_str(r, 3) : db_str(r, 2), db_str(r, 14),
           db_str(r, 15) ? db_str(r, 15) : "", db_str(r, 16), *db_str(r, 17) ? ":" : "",
           db_str(r, 17), db_str(r, 18) ? " by " : "", db_str(r, 18) ? db_str(r, 18) : "");
}

static int print_all(struct db_rows *r)
{
    struct err e = {0};

    while (db_next(r))
        print_duty(r);
    return db_done(r, &e) < 0 ? ctl_fail(&e) : 0;
}

static int list(struct ctl *c, const struct duty_options *o, const char *today)
{
    struct db_rows *r;
    struct err e = {0};
    uint32_t id = 0;

    if (!o->person == !o->unit)
        return ctl_usage("duty list wants --person or --unit");
    if (db_connect(c->db, &e) < 0)
        return ctl_fail(&e);
    if (o->person ? find_person(c->db, o->person, &id, &e) < 0 ||
                        db_select(c->db, SQL_DUTY_OF_PERSON, &r, &e, DB_I(id), DB_S(today),
                                  DB_S(today)) < 0
                  : find_unit(c->db, o->unit, today, &id, &e) < 0 ||
                        db_select(c->db, SQL_DUTY_OF_UNIT, &r, &e, DB_I(id), DB_S(today), DB_I(id),
                                  DB_S(today)) < 0)
        return ctl_fail(&e);
    return print_all(r);
}

/* add, delegate and end. */
static int change(struct ctl *c, struct duty_work *w)
{
    struct db_rows *r;
    struct err e = {0};

    if (db_transaction(c->db, work, w, &e) < 0 ||
        db_select(c->db, SQL_DUTY_BY_ID, &r, &e, DB_I(w->id)) < 0)
        return ctl_fail(&e);
    return print_all(r);
}

int cmd_duty(struct ctl *c, int argc, char **argv)
{
    struct duty_options o = {.from = DAY_MAX, .to = DAY_MAX};
    struct duty_work w = {.o = &o, .day = ctl_today()};
    const char *act = argc > 1 ? argv[1] : "";
    char *end;
    int status;

    if (argc < 2)
        return ctl_usage("duty list|add|delegate|end");
    status = parse_options(argc - 1, argv + 1, &o);
    if (status != 0)
        return status;
    day_format(w.day, w.today);
    if (strcmp(act, "list") == 0)
        return list(c, &o, w.today);
    if (strcmp(act, "add") == 0 || strcmp(act, "delegate") == 0) {
        w.act = strcmp(act, "add") == 0 ? ACT_GIVE : ACT_DELEGATE;
        if (!o.person || (w.act == ACT_GIVE ? !o.role : !o.by || !o.unit))
            return ctl_usage(w.act == ACT_GIVE ? "duty add wants --person and --role"
                                               : "duty delegate wants --by, --person, --unit and "
                                                 "--to");
        return change(c, &w);
    }
    if (strcmp(act, "end") != 0)
        return ctl_usage("there is no \"duty %s\"", act);
    w.act = ACT_END;
    w.id = o.id ? (uint32_t)strtoul(o.id, &end, 10) : 0;
    if (!w.id || *end)
        return ctl_usage("duty end wants the number that duty list shows");
    return change(c, &w);
}
