/*
 * Pieces of answers that several handlers write: rounds, subjects, names, counts, units.
 */
#ifndef MALKOLL_FCGI_PIECE_H
#define MALKOLL_FCGI_PIECE_H

#include "fcgi/req.h"
#include "store/reference.h"
#include "store/round.h"

/* [expected, assessed, not_assessable, missing, left]; expected is the sum of the next three. */
struct counts {
    int64_t assessed, not_assessable, missing, left;
};

void piece_name(struct json_writer *w, const char *key, const char *sv, const char *en);
/* The members alone, inside an object that the caller opened. */
void piece_round_members(struct json_writer *w, const struct round *round);
/* round may be NULL or without id: writes null. */
void piece_round(struct json_writer *w, const char *key, const struct round *round);
/* As a member (key) or, with key NULL, as an element. */
void piece_subject(struct json_writer *w, const char *key, uint64_t id, const char *code,
                   const char *name_sv, const char *name_en);
void piece_id_name(struct json_writer *w, const char *key, uint64_t id, const char *name);
void piece_counts(struct json_writer *w, const char *key, const struct counts *c);
void piece_counts_add(struct counts *to, const struct counts *from);

/* The members eligible, merit16 and merit17 (tenths); null where they are not counted. */
void piece_selection(struct json_writer *w, bool covered, unsigned eligible, int64_t merit16,
                     int64_t merit17);

/* A unit that the caller was let into. */
struct unit_view {
    uint32_t id;
    char kind[16];
    char name[801];
    char code[129];
    unsigned roles;      /* bits of enum role: the duties that reach it; only ROLE_MENTOR for one
                            who reaches no more than a class of it */
    uint32_t class_id;   /* of a mentor */
    char class_name[401];
    bool is_school;
};

/* Bits of the roles that may read a unit's figures, and of those among them that see pupils. */
#define ROLES_UNIT                                                                                 \
    (1u << ROLE_PRINCIPAL | 1u << ROLE_PRESCHOOL_HEAD | 1u << ROLE_SPECIAL_EDUCATOR |              \
     1u << ROLE_AREA_MANAGER | 1u << ROLE_DIRECTOR | 1u << ROLE_ANALYST | 1u << ROLE_DELEGATE)
#define ROLES_PUPILS                                                                               \
    (1u << ROLE_PRINCIPAL | 1u << ROLE_PRESCHOOL_HEAD | 1u << ROLE_SPECIAL_EDUCATOR |              \
     1u << ROLE_MENTOR | 1u << ROLE_DELEGATE)
#define ROLES_PRINCIPAL (1u << ROLE_PRINCIPAL | 1u << ROLE_PRESCHOOL_HEAD)

/* Lets the caller into args.unit, or fails with 404. class_id: a class that a mentor asks for. */
int unit_enter(struct req *q, uint32_t unit_id, uint32_t class_id, struct unit_view *ret_unit);
/* A class must be one that the unit had in the round, else 404; 0: none is asked for, and *ret_name
 * is NULL. The name may be the unit's: it lives as long as that and the request. */
int class_enter(struct req *q, const struct unit_view *unit, uint32_t round_id, uint32_t class_id,
                const char **ret_name);
/* {"id","kind","name","trail"} as a member. */
int piece_unit(struct req *q, const char *key, const struct unit_view *unit);

/* The members "year_groups" and "classes" that one can choose among: those of the unit (or of one
 * class of it) in a round. *ret_last: the highest year group, untouched when there is none. */
int piece_year_groups(struct req *q, const struct unit_view *unit, uint32_t round_id,
                      uint32_t class_id, int *ret_last);
int piece_classes(struct req *q, const struct unit_view *unit, uint32_t round_id);

/* args.round, or the current round; id 0 when there is none. Fails with 404 when the round does
 * not exist, with 409 when it was never opened. */
int round_enter(struct req *q, struct round *ret_round);
/* The same with round_hold: for what writes into the round. */
int round_enter_held(struct req *q, struct round *ret_round);
/* The same as it is for one school, which may have longer time. */
int round_enter_at(struct req *q, uint32_t unit_id, struct round *ret_round);

/* Reference data of the day whose roster the round's snapshot shows; of today without a round. */
int piece_reference(struct req *q, const struct round *round, const struct reference **ret_ref);

#endif
