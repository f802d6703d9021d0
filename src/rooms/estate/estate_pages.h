/* estate_pages.h -- routes of projects, buildings and homes (ESTATE_EDIT) and of the catalogues. */
#pragma once
#include "app/route.h"

extern const struct route estate_routes[];
extern const size_t estate_route_n;
extern const struct route home_routes[];
extern const size_t home_route_n;
extern const struct route catalogue_routes[];
extern const size_t catalogue_route_n;
extern const struct route rule_routes[];
extern const size_t rule_route_n;
extern const struct route version_routes[];
extern const size_t version_route_n;
extern const struct route home_type_routes[];
extern const size_t home_type_route_n;

/* JSON of one project, building, home: the same wherever it is answered. */
extern const struct shape project_shape[], building_shape[], home_shape[];
