// One answer: status, body, and what stands beside it. The server adds the security headers,
// date and length itself; nobody else writes them.
#pragma once
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace breather::web {

/// An open file whose bytes are read while they are sent. Closes itself.
class OpenFile {
  public:
    explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    /// Bytes read (0 at the end, or where the disk refuses).
    std::size_t read_at(std::uint64_t offset, char* into, std::size_t size) const;

  private:
    int descriptor_;
};

/// The bytes of an answer: its own, shared ones nobody copies, or a part of a file.
class Body {
  public:
    Body() = default;
    Body(std::string own) : own_(std::move(own)) {}
    Body(const char* text) : own_(text) {}
    Body(std::shared_ptr<const std::string> shared) : shared_(std::move(shared)) {}
    Body(std::shared_ptr<const OpenFile> file, std::uint64_t from, std::uint64_t size)
        : file_(std::move(file)), from_(from), file_size_(size) {}

    std::uint64_t size() const { return file_ ? file_size_ : text().size(); }
    /// The bytes in memory; empty for a file.
    std::string_view text() const { return shared_ ? std::string_view(*shared_) : own_; }
    const OpenFile* file() const { return file_.get(); }
    std::uint64_t file_from() const { return from_; }

  private:
    std::string own_;
    std::shared_ptr<const std::string> shared_;
    std::shared_ptr<const OpenFile> file_;
    std::uint64_t from_ = 0;
    std::uint64_t file_size_ = 0;
};

struct Response {
    int status = 200;
    /// Literals only: the views must outlive the answer.
    std::string_view content_type = "application/json";
    std::string_view cache_control = "no-store";
    Body body;
    /// Everything else, such as Set-Cookie or Retry-After. The names are literals;
    /// a line break in a value makes the answer a 500 instead of a second header.
    std::vector<std::pair<std::string_view, std::string>> headers;
    /// Of a document that carries its style in itself and does nothing else: the SHA-256 of that
    /// style, in base64. It loads nothing and runs nothing.
    std::string own_style = {};
    std::string staff;  // who asked, for the staff realm's log; never sent
    /// Set: the line stays open after the body, what `Reply::tell` brings follows, and this is let
    /// go when the line ends (listeners.h).
    std::shared_ptr<void> stays = {};

    static Response json(Body body, int status = 200);
    void add_header(std::string_view name, std::string value) {
        headers.emplace_back(name, std::move(value));
    }
};

/// Who waits for an answer; the ticket tells this question from later ones on the same line.
class Asker {
  public:
    virtual ~Asker() = default;
    /// From any thread. A ticket that was answered already, or whose asker has gone, does nothing.
    virtual void answer(std::uint64_t ticket, Response response) = 0;
    /// The same with what an exception means, in the language of the question.
    virtual void fail(std::uint64_t ticket, std::exception_ptr why) = 0;
    /// More, on a line that stays open; without bytes, its end.
    virtual void tell(std::uint64_t, std::shared_ptr<const std::string>) {}
};

/// Gives the answer, once, from any thread. Later calls do nothing; copies share that one time.
class Reply {
  public:
    Reply(std::shared_ptr<Asker> asker, std::uint64_t ticket)
        : asker_(std::move(asker)), ticket_(ticket) {}
    /// For tests: the answer goes to a function; a failure arrives there as its English problem.
    explicit Reply(std::function<void(Response)> receive);

    void operator()(Response response) const { asker_->answer(ticket_, std::move(response)); }
    /// Answers with what an exception means: a Refusal as its problem, all else as one calm
    /// sentence (500), logged whole. `std::current_exception()` in a catch block.
    void fail(std::exception_ptr why) const { asker_->fail(ticket_, std::move(why)); }
    /// After an answer that stays: more of it, or its end. What comes before the answer is lost.
    void tell(std::shared_ptr<const std::string> bytes) const {
        asker_->tell(ticket_, std::move(bytes));
    }
    void end() const { asker_->tell(ticket_, nullptr); }

  private:
    std::shared_ptr<Asker> asker_;
    std::uint64_t ticket_;
};

}  // namespace breather::web
