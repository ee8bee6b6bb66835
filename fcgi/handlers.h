/* The handlers of the route table, one file per resource. Each returns 0, or -1 after fail(). */
#ifndef MALKOLL_FCGI_HANDLERS_H
#define MALKOLL_FCGI_HANDLERS_H

#include "fcgi/req.h"

int h_health(struct req *q);
int h_openapi(struct req *q);
int h_me(struct req *q);
int h_rounds(struct req *q);
int h_imports(struct req *q);
int h_import(struct req *q);
int h_import_upload(struct req *q);
int h_settings(struct req *q);
int h_settings_put(struct req *q);
int h_contact(struct req *q);
int h_instance(struct req *q);
int h_round(struct req *q);
int h_round_proposal(struct req *q);
int h_round_plan(struct req *q);
int h_round_plan_year(struct req *q);
int h_round_change(struct req *q);
int h_round_open(struct req *q);
int h_round_close(struct req *q);
int h_round_reopen(struct req *q);
int h_round_extend(struct req *q);
int h_units(struct req *q);
int h_unit(struct req *q);
int h_attainment(struct req *q);
int h_compare(struct req *q);
int h_history(struct req *q);
int h_targets(struct req *q);
int h_targets_post(struct req *q);
int h_target_end(struct req *q);
int h_dips(struct req *q);
int h_reference(struct req *q);
int h_hit_rate(struct req *q);
int h_reference_choices(struct req *q);
int h_closest(struct req *q);
int h_class_view(struct req *q);
int h_groups(struct req *q);
int h_assessments_get(struct req *q);
int h_assessments_put(struct req *q);
int h_reporting(struct req *q);
int h_pupil(struct req *q);
int h_protected(struct req *q);
int h_protected_put(struct req *q);
int h_protected_reader(struct req *q);
int h_extract(struct req *q);
int h_retention(struct req *q);
int h_retention_put(struct req *q);
int h_scales(struct req *q);
int h_scales_post(struct req *q);
int h_scale_rules_post(struct req *q);
int h_eligibility(struct req *q);
int h_eligibility_post(struct req *q);
int h_hold_post(struct req *q);
int h_hold_end(struct req *q);
int h_staff(struct req *q);
int h_duties(struct req *q);
int h_duties_post(struct req *q);
int h_duty_end(struct req *q);
int h_access_log(struct req *q);
int h_access_log_people(struct req *q);
int h_access_log_pupils(struct req *q);
int h_places(struct req *q);
int h_delegations(struct req *q);
int h_delegations_post(struct req *q);
int h_delegation_end(struct req *q);
int h_publications(struct req *q);
int h_publication(struct req *q);
int h_publication_choices(struct req *q);
int h_publication_preview(struct req *q);
int h_publication_publish(struct req *q);
int h_publication_withdraw(struct req *q);
int h_public(struct req *q);
int h_public_one(struct req *q);

#endif
