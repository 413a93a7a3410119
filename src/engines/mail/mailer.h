// Sends letters, one after the other, on a thread of its own: a mail server that hangs holds up
// nobody but the next letter.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "engines/mail/line.h"

namespace breather::mail {

class Mailer {
  public:
    using Told = std::function<void(const Delivery&)>;
    virtual ~Mailer() = default;
    /// Comes back at once; how it went is told once, from another thread.
    /// Refuses: unavailable "mail.busy", when too many wait.
    virtual void send(Letter letter, Told told) = 0;
};

class SmtpMailer final : public Mailer {
  public:
    static constexpr std::size_t waiting_max = 16;

    SmtpMailer(Server server, const Clock& clock, Random& random);
    /// Whoever still waits is told that it stopped.
    ~SmtpMailer() override;
    void send(Letter letter, Told told) override;

  private:
    struct Waiting {
        Letter letter;
        Told told;
    };
    void work();

    Server server_;
    const Clock& clock_;
    Random& random_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> waiting_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace breather::mail
