#include "engines/storage/database.h"

namespace breather::storage {

void Database::scrub_now() {
    const auto promise = std::make_shared<std::promise<void>>();
    scrub([promise](std::exception_ptr fault) {
        fault ? promise->set_exception(fault) : promise->set_value();
    });
    promise->get_future().get();
}

void Database::wait_for_all() {
    write_now([](Transaction&) {});
}

}  // namespace breather::storage
