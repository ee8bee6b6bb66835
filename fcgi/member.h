/*
 * Reads the members of a JSON body, checked and typed at once. Each returns 0, or -1 after
 * fail_field (422 invalid-body) with the member's name. Texts live as long as the request.
 */
#ifndef MALKOLL_FCGI_MEMBER_H
#define MALKOLL_FCGI_MEMBER_H

#include "fcgi/req.h"

/* The node must be an object with no other members than these; names end with NULL. */
int member_only(struct req *q, const struct json_node *object, const char *const *names);
/* A text of 1 to max characters that is not blank. Not required: absent or null gives NULL. */
int member_text(struct req *q, const struct json_node *object, const char *name, size_t max,
                bool required, const char **ret_text);
int member_int(struct req *q, const struct json_node *object, const char *name, int min, int max,
               int *ret_value);
int member_bool(struct req *q, const struct json_node *object, const char *name, bool *ret_value);
/* "2026-10-23". Not required: absent or null gives DAY_MAX. */
int member_day(struct req *q, const struct json_node *object, const char *name, bool required,
               int32_t *ret_day);
/* An id, which is a string of digits. Not required: absent or null gives 0. */
int member_id(struct req *q, const struct json_node *object, const char *name, bool required,
              uint32_t *ret_id);
/* An array of min to max elements. */
int member_array(struct req *q, const struct json_node *object, const char *name, size_t min,
                 size_t max, const struct json_node **ret_array);

#endif
