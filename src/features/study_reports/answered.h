// A question answered, together with what its section's tables and pictures need beside it.
#pragma once
#include "features/study_reports/section.h"

namespace breather::study_reports {

/// Runs the case, and from the same machine whatever else its pictures are drawn from: groups
/// described, shares, curves, residuals. `asked` stays empty. Faults (analysis::CaseFault).
Answered answered(analysis::Case question, analysis::Files& files);

}  // namespace breather::study_reports
