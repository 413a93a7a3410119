#include "engines/mail/mailer.h"

#include "base/log.h"
#include "base/refusal.h"

namespace breather::mail {
namespace {

void tell(const Mailer::Told& told, const Delivery& delivery) {
    try {
        told(delivery);
    } catch (const std::exception& error) {
        log::error("mail_not_told", {{"why", error.what()}});
    }
}

}  // namespace

SmtpMailer::SmtpMailer(Server server, const Clock& clock, Random& random)
    : server_(std::move(server)), clock_(clock), random_(random), thread_([this] { work(); }) {}

SmtpMailer::~SmtpMailer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
    for (const Waiting& each : waiting_) tell(each.told, {Outcome::Stopped});
}

void SmtpMailer::send(Letter letter, Told told) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || waiting_.size() >= waiting_max)
            throw Refusal::unavailable("mail.busy",
                                       std::chrono::ceil<std::chrono::seconds>(server_.patience));
        waiting_.push_back({std::move(letter), std::move(told)});
    }
    wake_.notify_one();
}

void SmtpMailer::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        const Waiting next = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        try {
            tell(next.told, mail::send(server_, next.letter, clock_.now(), random_,
                                       [this] { return stopping_.load(); }));
        } catch (const std::exception& error) {
            log::error("mail_broke", {{"why", error.what()}});
            tell(next.told, {Outcome::Unreachable});
        }
        lock.lock();
    }
}

}  // namespace breather::mail
