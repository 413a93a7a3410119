#include "engines/web/response.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "engines/web/problem.h"

namespace breather::web {
namespace {

/// One answer to a function, whoever of the copies speaks first.
class FunctionAsker final : public Asker {
  public:
    explicit FunctionAsker(std::function<void(Response)> receive) : receive_(std::move(receive)) {}
    void answer(std::uint64_t, Response response) override {
        if (!answered_.exchange(true)) receive_(std::move(response));
    }
    void fail(std::uint64_t ticket, std::exception_ptr why) override {
        answer(ticket, failure_response(std::move(why), Language::en_GB, "test"));
    }

  private:
    std::function<void(Response)> receive_;
    std::atomic<bool> answered_{false};
};

}  // namespace

OpenFile::~OpenFile() { ::close(descriptor_); }

std::size_t OpenFile::read_at(std::uint64_t offset, char* into, std::size_t size) const {
    for (;;) {
        const auto got = ::pread(descriptor_, into, size, static_cast<off_t>(offset));
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno != EINTR) return 0;
    }
}

Response Response::json(Body body, int status) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

Reply::Reply(std::function<void(Response)> receive)
    : asker_(std::make_shared<FunctionAsker>(std::move(receive))), ticket_(0) {}

}  // namespace breather::web
