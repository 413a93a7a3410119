// Why an analysis has no numbers, in a sentence for somebody who has never met the word.
#pragma once
#include <string>

#include "features/study_reports/section.h"

namespace breather::study_reports {

/// From `why` and `what` of an answer that is undefined (statistics/outcome.h), with a way on where
/// there is one.
std::string no_answer(const Answered& answered, const Speech& speech);

}  // namespace breather::study_reports
