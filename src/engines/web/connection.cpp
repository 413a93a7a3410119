#include "engines/web/connection.h"

#include <algorithm>
#include <cstring>

#include "base/refusal.h"
#include "engines/web/gate.h"
#include "engines/web/header_list.h"
#include "engines/web/loop.h"
#include "engines/web/problem.h"

namespace breather::web {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t buffer_first = 4 * 1024;
constexpr std::size_t chunk_size = 64 * 1024;
constexpr milliseconds linger_time{2'000};
constexpr std::string_view nowhere = "nowhere";

bool is_write(Method method) {
    return method == Method::Post || method == Method::Put || method == Method::Delete;
}

/// Time a slow line has: the grace, and a second for every so many bytes that moved.
milliseconds time_for(std::uint64_t bytes, const Limits& limits, std::size_t rate) {
    return limits.body_grace + milliseconds(bytes * 1000 / rate);
}

}  // namespace

const Site& House::site_of(std::string_view host_header) const {
    if (others.empty()) return site;
    const auto name = host_header.substr(0, host_header.rfind(':'));
    for (const auto& [host, other] : others)
        if (same_letters(name, host)) return other;
    return site;
}

void House::flush_logs() const {
    site.log.flush();
    for (const auto& [host, other] : others) {
        other.log.flush();
        if (other.staff_log) other.staff_log->flush();
    }
}

Connection::Connection(const House& house, Loop& loop)
    : house_(house), loop_(loop), site_(&house.site), since_(loop.now()), buffer_(buffer_first) {}

/// Behind a proxy of ours, the address it saw: the last one it put there.
std::string Connection::address_of(const Request& request) const {
    if (house_.options.behind_tls) {
        auto seen = request.header("x-forwarded-for");
        if (const auto comma = seen.rfind(','); comma != std::string_view::npos)
            seen.remove_prefix(comma + 1);
        if (!trimmed(seen).empty()) return std::string(trimmed(seen));
    }
    return peer();
}

void Connection::enter(State state) {
    state_ = state;
    since_ = loop_.now();
}

void Connection::begin() {
    enter(State::Head);
    while (step()) {
    }
}

void Connection::on_bytes(std::size_t count) {
    if (state_ == State::Gone) return;
    if (listening_) {  // whoever listens has nothing to say
        if (state_ != State::Lingering) hang_up();
        return;
    }
    filled_ += count;
    // Bytes asked for before a slow line was refused may still come. The answer is on its way then,
    // and a step now would start a second write beside the first.
    if (state_ != State::Head && state_ != State::Body && state_ != State::Idle) return;
    while (step()) {
    }
}

void Connection::on_sent(std::size_t count) {
    if (state_ == State::Gone) return;
    sent_ += count;
    sent_at_ = loop_.now();
    while (step()) {
    }
}

/// One step on; false when there is something to wait for.
bool Connection::step() {
    if (stepping_) return false;
    stepping_ = true;
    bool on = false;
    switch (state_) {
        case State::Idle:
            if (unread().empty()) {
                on = read_more();
            } else {
                enter(State::Head);
                on = true;
            }
            break;
        case State::Head:
            on = read_request_head();
            break;
        case State::Body:
            on = read_body();
            break;
        case State::Interim:
        case State::Writing:
            on = write_some();
            break;
        case State::Staying:
            on = write_more();
            break;
        case State::Handling:
        case State::Lingering:
        case State::Gone:
            break;
    }
    stepping_ = false;
    return on;
}

bool Connection::read_more() {
    if (taken_ > 0) {  // what was handled makes room
        std::memmove(buffer_.data(), buffer_.data() + taken_, filled_ - taken_);
        filled_ -= taken_;
        taken_ = 0;
    }
    if (filled_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
    receive(buffer_.data() + filled_, buffer_.size() - filled_);
    return false;
}

bool Connection::read_request_head() {
    const auto size = scanner_.find_end(unread());
    const auto& limits = house_.options.limits;
    if (scanner_.broken()) {
        refuse({400, "web.bad_request"});
    } else if (size.value_or(unread().size()) > limits.head_max) {
        refuse({431, "web.head_too_large"});
    } else if (!size) {
        return read_more();
    } else {
        const HeadLimits head_limits{limits.headers_max, limits.body_max};
        const auto head = unread().substr(0, *size);
        auto fault = read_head(head, head_limits, request_, facts_);
        language_ = request_.language;
        method_ = request_.method;
        site_ = &house_.site_of(request_.header("host"));
        if (site_->staff_log) address_ = address_of(request_);
        if (fault && fault->status == 413) fault = read_large_head(head);
        if (fault) {
            refuse(*fault);
            return true;
        }
        taken_ += *size;
        scanner_.restart();
        closing_ = closing_ || !facts_.keep_alive;
        if (facts_.expects_continue && unread().empty()) {
            head_out_ = "HTTP/1.1 100 Continue\r\n\r\n";
            body_size_ = sent_ = 0;
            enter(State::Interim);
        } else {
            enter(State::Body);
        }
    }
    return true;
}

/// A body larger than others, where its route takes such. What would be refused anyway is refused
/// before it is sent.
std::optional<HttpFault> Connection::read_large_head(std::string_view head) {
    const auto& limits = house_.options.limits;
    const auto match = site_->router.match(request_);
    const std::size_t most = match.route ? match.route->body_max : 0;
    request_.clear();
    const HeadLimits here{limits.headers_max, std::max(most, limits.body_max)};
    if (const auto fault = read_head(head, here, request_, facts_)) return fault;
    if (const auto fault = write_fault(request_)) return fault;
    if (!large_body_.enter(house_.large_bodies, limits.large_bodies_max))
        return HttpFault{503, "web.busy"};
    request_.body.reserve(facts_.body_size);
    return std::nullopt;
}

bool Connection::read_body() {
    auto& body = request_.body;
    const auto part = unread().substr(0, facts_.body_size - body.size());
    body.append(part);
    taken_ += part.size();
    if (body.size() < facts_.body_size) return read_more();
    enter(State::Handling);
    handle();
    return true;
}

void Connection::handle() {
    asked_at_ = loop_.now();
    const auto match = site_->router.match(request_);
    if (match.route) {
        route_ = match.route->pattern;
        work_ = Traffic::work_of(match.route->kind);
        const auto fault = is_write(method_) ? write_fault(request_) : std::nullopt;
        if (!fault) return ask_handler(*match.route);
        return answer_with(problem_response(fault->status, fault->key, language_, route_));
    }
    route_ = nowhere;
    work_ = Traffic::Work::Nowhere;
    const bool reads = method_ == Method::Get || method_ == Method::Head;
    const bool is_api = request_.path().starts_with("/api/");
    if (!match.allow.empty() || (!reads && !is_api)) {
        auto response = problem_response(405, "web.method_not_allowed", language_, route_);
        response.add_header("Allow", std::string(match.allow.empty() ? "GET, HEAD" : match.allow));
        return answer_with(std::move(response));
    }
    try {
        if (is_api) throw Refusal::not_found("not_found");
        auto found = site_->files.answer(request_);
        route_ = found.route;
        work_ = Traffic::Work::Files;
        answer_with(std::move(found.response));
    } catch (...) {
        answer_with(failure_response(std::current_exception(), language_, route_));
    }
}

void Connection::ask_handler(const Route& route) {
    const auto ticket = ticket_ = loop_.next_ticket(*this);
    try {
        route.handler(std::move(request_), Reply(loop_.asker(), ticket));
    } catch (...) {
        if (ticket_ == ticket)
            deliver({ticket, {}, std::current_exception(), Letter::Kind::Answer, nullptr});
        else  // it replied before it threw: the answer stands, the fault is logged
            failure_response(std::current_exception(), language_, route_);
    }
}

void Connection::deliver(Letter&& letter) {
    if (letter.ticket != ticket_ || ticket_ == 0) return;
    if (letter.kind == Letter::Kind::More) {
        hear_more(letter);
    } else if (!answer_.stays) {
        ticket_ = 0;
        if (letter.failure)
            answer_with(failure_response(std::move(letter.failure), language_, route_));
        else
            answer_with(std::move(letter.response));
        if (answer_.stays) ticket_ = letter.ticket;
    }
    while (step()) {
    }
}

void Connection::answer_with(Response response) {
    answer_ = std::move(response);
    large_body_.leave();
    if (method_ == Method::Head) answer_.stays.reset();
    closing_ = closing_ || answer_.stays;
    const HeadOptions options{house_.https, closing_, loop_.date(), site_->microphone};
    head_out_.clear();
    try {
        write_head(head_out_, answer_, options);
    } catch (...) {
        answer_ = failure_response(std::current_exception(), language_, route_);
        write_head(head_out_, answer_, options);
    }
    const bool bodiless = method_ == Method::Head || !may_have_body(answer_.status);
    body_size_ = bodiless ? 0 : answer_.body.size();
    sent_ = 0;
    chunk_.clear();
    chunk_from_ = 0;
    enter(State::Writing);
    sent_at_ = since_;
    log_answer();
    if (auto* traffic = house_.options.traffic.get())
        traffic->count(work_, answer_.status, since_ - asked_at_);
}

void Connection::log_answer() {
    const auto took = since_ - asked_at_;
    const Instant now = house_.clock.now();
    if (site_->staff_log)
        site_->staff_log->write(
            {now, address_, answer_.staff, method_, route_, answer_.status, took});
    else
        site_->log.write({method_, route_, answer_.status, took, now});
}

void Connection::refuse(const HttpFault& fault) {
    closing_ = true;
    route_ = nowhere;
    work_ = Traffic::Work::Nowhere;
    asked_at_ = loop_.now();
    answer_with(problem_response(fault.status, fault.key, language_, route_));
}

bool Connection::write_some() {
    const auto head_size = head_out_.size();
    if (sent_ == head_size + body_size_) {
        finish_answer();
        return true;
    }
    std::array<std::string_view, 2> parts;
    std::size_t count = 0;
    if (sent_ < head_size) parts[count++] = std::string_view(head_out_).substr(sent_);
    const auto body_sent = sent_ > head_size ? sent_ - head_size : 0;
    if (body_sent < body_size_) {
        if (const auto* file = answer_.body.file()) {
            if (body_sent >= chunk_from_ + chunk_.size()) {
                chunk_.resize(std::min<std::uint64_t>(chunk_size, body_size_ - body_sent));
                chunk_.resize(file->read_at(answer_.body.file_from() + body_sent, chunk_.data(),
                                            chunk_.size()));
                chunk_from_ = body_sent;
                if (chunk_.empty()) {  // shorter than it was: the promised length cannot be kept
                    hang_up();
                    return false;
                }
            }
            parts[count++] = std::string_view(chunk_).substr(body_sent - chunk_from_);
        } else {
            parts[count++] = answer_.body.text().substr(body_sent);
        }
    }
    const auto moved = send(std::span(parts).first(count));
    sent_ += moved;
    return moved > 0;
}

void Connection::finish_answer() {
    if (state_ == State::Interim) {
        enter(State::Body);
        return;
    }
    if (answer_.stays) return stay();
    answer_ = {};
    chunk_ = {};
    if (closing_) return linger();
    request_.clear();
    if (buffer_.size() > buffer_first && unread().size() <= buffer_first) {
        std::vector<char> small(buffer_first);
        const auto rest = unread();
        std::copy(rest.begin(), rest.end(), small.begin());
        filled_ = rest.size();
        taken_ = 0;
        buffer_.swap(small);
    }
    enter(State::Idle);
}

void Connection::linger() {
    enter(State::Lingering);
    listening_ ? leave_idle() : finish_sending();
}

/// Ten thousand lines may stay at once: each keeps as little as it can.
void Connection::stay() {
    answer_.body = {};
    answer_.headers = {};
    head_out_ = {};
    sent_ = body_size_ = 0;
    enter(State::Staying);
    if (listening_) return;
    listening_ = true;
    request_ = {};
    buffer_ = std::vector<char>(1);
    filled_ = taken_ = 0;
    receive(buffer_.data(), buffer_.size());
}

bool Connection::write_more() {
    if (more_.empty()) return false;
    head_out_ = std::exchange(more_, {});
    enter(State::Writing);
    sent_at_ = since_;
    return true;
}

void Connection::hear_more(const Letter& letter) {
    if (!answer_.stays) return;  // not answered yet: whoever opens a line looks for themselves
    if (!letter.more) return end_stay();
    // The same words twice tell no more than once, to somebody who takes them slowly.
    if (!more_.ends_with(*letter.more)) more_ += *letter.more;
}

void Connection::end_stay() {
    answer_.stays.reset();
    ticket_ = 0;
    if (state_ == State::Staying) linger();
}

void Connection::sweep_stay(milliseconds now) {
    const auto& limits = house_.options.limits;
    // Not all at one moment who came at one moment: after a start everybody did.
    const milliseconds later{slot % 64 * (limits.stay_time.count() / 256)};
    if (now - asked_at_ >= limits.stay_time + later) return end_stay();
    if (now - since_ < limits.stay_word) return;
    more_ = ":\n\n";
    while (step()) {
    }
}

bool Connection::stalled(milliseconds now) const {
    return now - sent_at_ >= house_.options.limits.body_grace;
}

bool Connection::past_its_time(milliseconds now) const {
    const auto& limits = house_.options.limits;
    const auto took = now - since_;
    switch (state_) {
        case State::Head:
            return took >= limits.head_time;
        case State::Body:
            return took >=
                   time_for(request_.body.size(), limits,
                            large_body_.entered() ? limits.large_body_rate : limits.body_rate);
        case State::Interim:
        case State::Writing:
            return took >= time_for(sent_, limits, limits.body_rate);
        case State::Handling:
            return took >= limits.answer_time;
        case State::Idle:
            return took >= limits.idle_time;
        case State::Staying:
            return true;  // sweep_stay knows
        case State::Lingering:
            return took >= linger_time;
        case State::Gone:
            return false;
    }
    return false;
}

void Connection::sweep(milliseconds now) {
    if (!past_its_time(now)) return;
    if (state_ == State::Staying) return sweep_stay(now);
    const bool asked = state_ == State::Body || (state_ == State::Head && !unread().empty());
    if (asked) {
        refuse({408, "web.slow"});
    } else if (state_ == State::Handling) {
        ticket_ = 0;
        closing_ = true;
        answer_with(problem_response(503, "web.no_answer", language_, route_));
    } else {
        return hang_up();
    }
    while (step()) {
    }
}

void Connection::leave_soon() {
    closing_ = true;
    if (answer_.stays) return end_stay();
    const bool nothing_asked = state_ == State::Idle || (state_ == State::Head && unread().empty());
    if (!nothing_asked) return;
    enter(State::Lingering);
    leave_idle();
}

void Connection::hang_up() {
    if (state_ == State::Gone) return;
    state_ = State::Gone;
    ticket_ = 0;
    answer_.stays.reset();
    close_line();
    loop_.remove(*this);
}

}  // namespace breather::web
