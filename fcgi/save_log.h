/* What the access log gets of a save. */
#ifndef MALKOLL_FCGI_SAVE_LOG_H
#define MALKOLL_FCGI_SAVE_LOG_H

#include "store/assessment.h"

/*
 * The log of struct assessment_save, ctx is the struct req: a line for what changed, one per pupil whose
 * level the answer shows because it is another than was thought, and one per pupil who was asked for
 * and is not the group's.
 */
void save_log(void *ctx, const struct assessment_save *save, struct db_pipe *pipe);

#endif
