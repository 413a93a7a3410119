// One good request for every route that writes, with people who may send it. Whoever adds such a
// route adds a case (participants: every_write.cpp, staff: desk_writes.cpp); then it is sent twice,
// at once, cut off, on a full disk and mangled.
#pragma once
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "journeys/stage.h"
#include "support/every_row.h"

namespace breather::testing {

/// Somebody with an own device.
struct Joined {
    JourneyBrowser browser;
    std::string person, name;
    boost::json::object device;
};

/// Makes people and what they bring, on a stage.
class Ground {
  public:
    explicit Ground(Stage& stage);
    Stage& stage() { return stage_; }

    Joined join();
    boost::json::object join_body();
    boost::json::object way();
    boost::json::object passphrase();
    boost::json::object page(const std::string& version);
    boost::json::object lock();
    /// Asks, with a key of its own; anything but `status` is our mistake.
    boost::json::value must(JourneyBrowser& browser, const std::string& method,
                            const std::string& path, const boost::json::value& body,
                            int status = 200);
    std::string pack_hash(JourneyBrowser& browser);
    OrgId organisation() const { return org_; }

  private:
    Stage& stage_;
    OrgId org_;
    std::string code_;
};

/// What is sent, by whom, and what a repeat may hear.
struct Sending {
    JourneyBrowser browser;
    std::string path;
    boost::json::value body;
    int status = 200;
    /// What a repeat hears: the same, or that it is over.
    std::set<int> again = {200};
    /// As good, and not the same; null where the route knows no key.
    boost::json::value other_body = nullptr;
    /// What the person changes to afterwards; a late repeat must not undo it.
    boost::json::value later_body = nullptr;
    std::string later_path = {};  // where another route changes it back
    /// What the house does afterwards; a late repeat must not have it done again.
    std::function<void(Stage&)> later_work = {};
    /// Signs in anew; empty where a session lasts.
    std::function<JourneyBrowser()> come_back = {};
    /// Tables that a repeat may add a row to; each has its reason in `every_write.cpp`.
    std::set<std::string> may_grow = {};
    bool changes_nothing = false;
    bool answers_differ = false;  // each asking is given another secret, and keeps nothing
    /// What was proved elsewhere is used up by a first try: it is proved again.
    std::function<Sending(Ground&)> prove_again = {};
};

struct WriteCase {
    std::string method, pattern;
    std::function<Sending(Ground&)> prepare;
    bool at_desk = false;  // on the staff's host
    std::string route() const { return (at_desk ? "desk " : "") + method + " " + pattern; }
};

/// Of both hosts.
const std::vector<WriteCase>& every_write();
/// Of the staff's.
std::vector<WriteCase> every_desk_write();

/// Somebody who works here, in through a link and signed in.
struct Member {
    JourneyBrowser browser;
    std::string id, name, passphrase, secret;
};
Member member(Stage& stage, staff::Role role, std::optional<OrgId> org = {});
/// What signs them in now; with another's code it would not.
boost::json::object sign_in_of(Stage& stage, const Member& who);

}  // namespace breather::testing
