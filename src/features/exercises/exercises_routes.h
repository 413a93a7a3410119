// Every address of this room.
#pragma once
#include "features/exercises/exercises_service.h"

namespace breather::exercises {

void add_routes(accounts::Doors& doors, const ExercisesService& service);

}  // namespace breather::exercises
