// The staff's part of the table of good requests.
#include <fstream>

#include "reliability/every_write.h"
#include "support/staff_world.h"

namespace breather::testing {
namespace {

namespace fs = std::filesystem;
using boost::json::array;
using boost::json::object;
using boost::json::value;
using staff::Role;

// What cannot be repeated by its nature: a link, a code of six digits and a session are good once.
// Who did not hear the answer hears 401 the second time, and signs in with the next code.
const std::set<int> over = {401};
// What somebody proved outside is good once there too: after a full disk it is proved again.
// Where several servers share the database, wrong guesses are counted there: that is their effect.
const std::set<std::string> another_guess{"guess"};

std::string sign_in_name(Ground& ground) { return "s-" + ground.stage().fresh_id().substr(0, 12); }

std::string link_for(Stage& stage, Role role, std::optional<OrgId> org) {
    auto& house = stage.world.house();
    return StaffWorld::code_in(
        house.staff().invite_from_the_console(house.ledger(), "From the console", {role, org}));
}

value must(Stage& stage, JourneyBrowser& browser, const std::string& path, const value& body,
           int status) {
    const auto heard = stage.ask(
        browser,
        {"POST", path, boost::json::serialize(body), {{"Idempotency-Key", stage.fresh_id()}}});
    ensure(heard.status == status, "POST " + path + ": " + heard.body);
    return boost::json::parse(heard.body);
}

JourneyBrowser at_desk() {
    JourneyBrowser browser;
    browser.at_desk = true;
    return browser;
}

struct Enrolling {
    object body;
    std::string secret;
};

/// Proves the code of half a minute ago, so that the one of now is still good for signing in.
Enrolling enrolling(Stage& stage, const std::string& code) {
    auto browser = at_desk();
    const auto opened =
        must(stage, browser, "/api/staff/enrolment/open", object{{"code", code}}, 200);
    const std::string secret(opened.at("secret").as_string());
    return {{{"code", code},
             {"sign_in_name", "s-" + stage.fresh_id().substr(0, 12)},
             {"passphrase", "quiet harbour lantern " + stage.fresh_id().substr(0, 8)},
             {"totp", totp_now(secret, stage.world.clock.now() - std::chrono::seconds(30))}},
            secret};
}

Member administrator(Ground& ground) { return member(ground.stage(), Role::Administrator); }

/// Somebody whose account weighs less, so that one administrator may help them back in.
Member author(Ground& ground) { return member(ground.stage(), Role::Author); }

/// By an administrator of their own, who is back after each jump of the clock.
Sending by(Ground& ground, const Member& who, Sending sending) {
    sending.browser = who.browser;
    sending.come_back = [&stage = ground.stage(), who] {
        auto browser = at_desk();
        must(stage, browser, "/api/staff/sign-in", sign_in_of(stage, who), 200);
        return browser;
    };
    return sending;
}

Sending open_enrolment(Ground& ground) {
    return {.browser = at_desk(),
            .path = "/api/staff/enrolment/open",
            .body = object{{"code", link_for(ground.stage(), Role::Administrator, {})}},
            .changes_nothing = true};
}

Sending enrol(Ground& ground) {
    return {
        .browser = at_desk(),
        .path = "/api/staff/enrolment",
        .body = enrolling(ground.stage(), link_for(ground.stage(), Role::Administrator, {})).body,
        .status = 201,
        .again = over};
}

Sending sign_in(Ground& ground) {
    return {.browser = at_desk(),
            .path = "/api/staff/sign-in",
            .body = sign_in_of(ground.stage(), administrator(ground)),
            .again = over,
            .may_grow = another_guess};
}

Sending refresh(Ground& ground) {
    const Member ada = administrator(ground);
    auto body = sign_in_of(ground.stage(), ada);
    body.erase("sign_in_name");
    return {.browser = ada.browser,
            .path = "/api/staff/refresh",
            .body = body,
            .again = over,
            .may_grow = another_guess};
}

Sending sign_out_of_desk(Ground& ground) {
    return {.browser = administrator(ground).browser,
            .path = "/api/staff/sign-out",
            .body = object{},
            .again = over};
}

/// Begun in this browser, and proved there; what it comes back with.
object back_from_outside(Stage& stage, JourneyBrowser& browser, const std::string& begin,
                         const object& ask, const std::string& who) {
    const auto sent = must(stage, browser, begin, ask, 200);
    const std::string address(sent.at("address").as_string());
    return {{"code", stage.world.provider->signs_in(address, who)},
            {"state", FakeProvider::value_in(address, "state")}};
}

constexpr auto begin_outside_path = "/api/staff/outside/begin";

Sending begin_outside(Ground&) {
    return {.browser = at_desk(),
            .path = begin_outside_path,
            .body = object{},
            .changes_nothing = true,
            .answers_differ = true};
}

Sending finish_outside(Ground& ground) {
    auto browser = at_desk();
    const auto code = link_for(ground.stage(), Role::Administrator, {});
    auto body = back_from_outside(ground.stage(), browser, begin_outside_path, {{"code", code}},
                                  "who-" + ground.stage().fresh_id());
    return {.browser = browser,
            .path = "/api/staff/outside/finish",
            .body = std::move(body),
            .again = over,
            .prove_again = finish_outside};
}

struct Bound {
    JourneyBrowser browser;
    std::string who;
};

Bound bound_outside(Ground& ground) {
    Bound made{at_desk(), "who-" + ground.stage().fresh_id()};
    const auto code = link_for(ground.stage(), Role::Administrator, {});
    const auto back = back_from_outside(ground.stage(), made.browser, begin_outside_path,
                                        {{"code", code}}, made.who);
    must(ground.stage(), made.browser, "/api/staff/outside/finish", back, 200);
    return made;
}

Sending begin_outside_again(Ground& ground) {
    return {.browser = bound_outside(ground).browser,
            .path = "/api/staff/outside/refresh/begin",
            .body = object{},
            .changes_nothing = true,
            .answers_differ = true};
}

Sending refresh_outside(Ground& ground) {
    auto made = bound_outside(ground);
    auto body = back_from_outside(ground.stage(), made.browser, "/api/staff/outside/refresh/begin",
                                  {}, made.who);
    return {.browser = made.browser,
            .path = "/api/staff/outside/refresh",
            .body = std::move(body),
            .again = over,
            .prove_again = refresh_outside};
}

object invited(const std::string& name, Role role) {
    return {{"name", name}, {"role", staff::json_name(role)}};
}

Sending invite(Ground& ground) {
    return by(ground, administrator(ground),
              {.browser = {},
               .path = "/api/staff/invitations",
               .body = invited("Bea", Role::Author),
               .status = 201,
               .again = {201},
               .other_body = invited("Cat", Role::Author)});
}

Sending withdraw_invitation(Ground& ground) {
    Member ada = administrator(ground);
    const auto name = sign_in_name(ground);
    ground.must(ada.browser, "POST", "/api/staff/invitations", invited(name, Role::Author), 201);
    std::string id;
    const auto people = ground.must(ada.browser, "GET", "/api/staff/people", nullptr);
    for (const auto& each : people.at("invitations").as_array())
        if (each.at("name").as_string() == name) id = each.at("id").as_string();
    return by(ground, ada,
              {.browser = {}, .path = "/api/staff/invitations/" + id, .body = object{}});
}

object role_of(Role role) { return {{"role", staff::json_name(role)}}; }

Sending give_role(Ground& ground) {
    const auto person =
        "/api/staff/people/" + member(ground.stage(), Role::Coach, ground.organisation()).id;
    return by(ground, administrator(ground),
              {.browser = {},
               .path = person + "/roles",
               .body = role_of(Role::Author),
               .other_body = role_of(Role::Researcher),
               .later_body = role_of(Role::Author),
               .later_path = person + "/roles/remove"});
}

Sending take_role(Ground& ground) {
    const auto person = "/api/staff/people/" + author(ground).id;
    return by(ground, administrator(ground),
              {.browser = {},
               .path = person + "/roles/remove",
               .body = role_of(Role::Author),
               .other_body = role_of(Role::Researcher),
               .later_body = role_of(Role::Author),
               .later_path = person + "/roles"});
}

Sending close_account(Ground& ground) {
    return by(ground, administrator(ground),
              {.browser = {},
               .path = "/api/staff/people/" + author(ground).id + "/close",
               .body = object{}});
}

Sending reset(Ground& ground) {
    return by(ground, administrator(ground),
              {.browser = {},
               .path = "/api/staff/people/" + author(ground).id + "/reset",
               .body = object{}});
}

struct Proposed {
    Member by, other;
    std::string id;
};

/// With two administrators a third takes both.
Proposed proposed(Ground& ground) {
    Proposed made{administrator(ground), administrator(ground), {}};
    const auto heard = ground.must(made.by.browser, "POST", "/api/staff/invitations",
                                   invited("Dora", Role::Administrator), 201);
    made.id = heard.at("proposal").at("id").as_string();
    return made;
}

Sending agree(Ground& ground) {
    const auto made = proposed(ground);
    return by(
        ground, made.other,
        {.browser = {}, .path = "/api/staff/proposals/" + made.id + "/agree", .body = object{}});
}

Sending withdraw_proposal(Ground& ground) {
    const auto made = proposed(ground);
    return by(
        ground, made.by,
        {.browser = {}, .path = "/api/staff/proposals/" + made.id + "/withdraw", .body = object{}});
}

object employer(const std::string& name) {
    return {{"name", name},
            {"operator_name", "Example University (invented)"},
            {"country", "GB"},
            {"labels", "well_being"},
            {"pack", "small"},
            {"permissions",
             array{object{{"language", "en-GB"}, {"says", "Ten minutes of a shift are yours."}}}}};
}

Sending add_employer(Ground& ground) {
    const auto name = "South Clinic " + ground.stage().fresh_id();
    return by(ground, administrator(ground),
              {.browser = {},
               .path = "/api/organisations",
               .body = employer(name),
               .status = 201,
               .again = {201},
               .other_body = employer("West Clinic")});
}

struct Employer {
    Member by;
    std::string codes;
};

Employer employer_of(Ground& ground) {
    Employer made{administrator(ground), {}};
    const auto heard = ground.must(made.by.browser, "POST", "/api/organisations",
                                   employer("East Clinic " + ground.stage().fresh_id()), 201);
    made.codes = "/api/organisations/" + std::string(heard.at("id").as_string()) + "/codes";
    return made;
}

Sending make_code(Ground& ground) {
    const auto made = employer_of(ground);
    return by(ground, made.by,
              {.browser = {}, .path = made.codes, .body = object{}, .status = 201, .again = {201}});
}

Sending close_code(Ground& ground) {
    auto made = employer_of(ground);
    const auto code = ground.must(made.by.browser, "POST", made.codes, object{}, 201);
    return by(
        ground, made.by,
        {.browser = {},
         .path = "/api/organisations/codes/" + std::string(code.at("code").as_string()) + "/close",
         .body = object{}});
}

/// The small pack with another title; the newest is the current one.
std::string import_another(Stage& stage) {
    const TempFolder copy;
    fs::copy(World::pack_folder(), copy.path(), fs::copy_options::recursive);
    std::ifstream before(World::pack_folder() / "pack.yaml");
    std::string text((std::istreambuf_iterator<char>(before)), {});
    const std::string title = "Small recovery";
    text.replace(text.find(title), title.size(), "Another recovery");
    std::ofstream(copy.path() / "pack.yaml") << text;
    return stage.world.import_pack(copy.path()).hash;
}

Sending make_current(Ground& ground) {
    const auto old = ground.stage().world.import_pack().hash;
    const auto path = [](const std::string& hash) {
        return "/api/content/versions/" + hash + "/make-current";
    };
    return by(ground, administrator(ground),
              {.browser = {},
               .path = path(old),
               .body = object{},
               .later_body = object{},
               .later_path = path(import_another(ground.stage()))});
}

Sending sign_content(Ground& ground) {
    auto ada = member(ground.stage(), Role::Author);
    const auto packs = ground.must(ada.browser, "GET", "/api/content/reviews", nullptr);
    const auto& pack = packs.at("packs").as_array().front();
    const auto& item = pack.at("items").as_array().front();
    const auto path = "/api/content/reviews/" + std::string(pack.at("pack").as_string()) +
                      "/items/" + std::string(item.at("item").as_string()) + "/sign";
    const auto said = [&](const char* verdict) {
        object body{{"role", "psychologist"},
                    {"role_words", ""},
                    {"verdict", verdict},
                    {"comment", "The second screen says more than is known."}};
        body["version"] = item.at("version");
        return body;
    };
    return by(ground, ada,
              {.browser = {},
               .path = path,
               .body = said("agree"),
               .other_body = said("agree_with_changes"),
               .later_body = said("agree_with_changes")});
}

/// In place of the first of these words in a file.
void put(const fs::path& file, const std::string& words, const std::string& instead) {
    std::ifstream before(file);
    std::string text((std::istreambuf_iterator<char>(before)), {});
    text.replace(text.find(words), words.size(), instead);
    std::ofstream(file) << text;
}

/// A sound guide that nobody has read yet, in a programme of its own.
std::string spoken_text(Ground& ground, const Member& who) {
    const std::string name = "z" + ground.stage().fresh_id().substr(0, 12);
    const TempFolder copy;
    fs::copy(World::pack_folder(), copy.path(), fs::copy_options::recursive);
    put(copy / "pack.yaml", "id: small", "id: " + name);
    put(copy / "en-GB/c1-begin/hear.md", "One bell.", "One bell for " + name + ".");
    ground.stage().world.import_pack(copy.path());
    Member asks = who;
    const auto heard = ground.stage().ask(asks.browser, {"GET", "/api/recordings", "", {}});
    const auto told = boost::json::parse(heard.body);
    for (const auto& text : told.at("texts").as_array())
        if (text.at("pack").as_string() == name && text.at("language").as_string() == "en-GB")
            return std::string(text.at("version").as_string());
    throw std::runtime_error("no sound guide in " + name);
}

object take(const std::string& says) {
    const std::string bytes = "\x1a\x45\xdf\xa3" + says;
    return {{"sound", to_base64url(bytes_of(bytes))}, {"transcript", says}, {"millis", 61'000}};
}

Sending use_recording(Ground& ground) {
    Member who = author(ground);
    // The first of all adds the one row of its topic to the hints, and no later one does.
    ground.must(who.browser, "POST", "/api/recordings/" + spoken_text(ground, who),
                take("One bell, read by somebody."), 201);
    return by(ground, who,
              {.browser = {},
               .path = "/api/recordings/" + spoken_text(ground, who),
               .body = take("Read by " + ground.stage().fresh_id()),
               .status = 201,
               .again = {201},
               .other_body = take("Something else.")});
}

Sending take_recording_back(Ground& ground) {
    Member who = author(ground);
    const std::string path = "/api/recordings/" + spoken_text(ground, who);
    ground.must(who.browser, "POST", path, take("One bell, read by somebody."), 201);
    return by(ground, who, {.browser = {}, .path = path + "/take-back", .body = object{}});
}

/// Recorded for what the text said before.
Sending use_earlier_recording(Ground& ground) {
    Member who = author(ground);
    const std::string version = spoken_text(ground, who);
    const std::string path = "/api/recordings/" + version;
    ground.must(who.browser, "POST", path, take("One bell, read by somebody."), 201);
    const std::string before = ground.stage().fresh_id();
    ground.stage().world.house().database().write_now([&](storage::Transaction& tx) {
        tx.run_script("update recording set version = '" + before + "' where version = '" +
                      version + "'");
    });
    return by(ground, who, {.browser = {}, .path = path + "/use-earlier", .body = object{}});
}

object site(const std::string& name) {
    return {{"operator_name", name}, {"languages", array{"en-GB"}}, {"regions", array{"GB"}},
            {"responder", "none"},   {"responder_says", array{}},   {"instance_key_copied", true}};
}

Sending tell_site(Ground& ground) {
    Member ada = administrator(ground);
    ground.must(ada.browser, "PUT", "/api/site", site("First University (invented)"));
    return by(ground, ada,
              {.browser = {},
               .path = "/api/site",
               .body = site("Example University (invented)"),
               .other_body = site("Another University (invented)"),
               .later_body = site("Third University (invented)")});
}

Sending finish_site(Ground& ground) {
    Member ada = administrator(ground);
    ground.must(ada.browser, "PUT", "/api/site", site("Example University (invented)"));
    return by(ground, ada, {.browser = {}, .path = "/api/site/done", .body = object{}});
}

Sending check_address(Ground& ground) {
    return {.browser = administrator(ground).browser,
            .path = "/api/site/check-address",
            .body = object{{"address", "https://steady.example.org"}},
            .changes_nothing = true};
}

/// What was asked for comes, and then the job waits for its night.
void run_slow_jobs(Stage& stage) {
    while (stage.world.house().scheduler().run_due(scheduler::Lane::Slow) > 0) {
    }
}

Sending ask_for(Ground& ground, const std::string& path) {
    run_slow_jobs(ground.stage());  // nothing is left of whoever asked before
    return by(ground, administrator(ground),
              {.browser = {},
               .path = path,
               .body = object{},
               .status = 202,
               .again = {202},
               .later_work = run_slow_jobs});
}

Sending send_test_mail(Ground& ground) {
    // Five an hour go out: where one went before, an hour passes.
    World& world = ground.stage().world;
    const auto newest = world.house().database().read_now(
        [](storage::Reader& reader) { return ledger::Ledger::list(reader, {}, 20); });
    for (const auto& row : newest)
        if (row.deed == "mail.tested" && row.at > world.clock.now() - std::chrono::hours(1)) {
            world.clock.advance(std::chrono::minutes(61));
            break;
        }
    return by(ground, administrator(ground),
              {.browser = {},
               .path = "/api/mail/test",
               .body = object{{"to", "mara@private.example"}},
               .other_body = object{{"to", "eve@private.example"}}});
}

Sending back_up(Ground& ground) { return ask_for(ground, "/api/backups"); }
Sending rehearse(Ground& ground) { return ask_for(ground, "/api/backups/rehearsals"); }

/// Ten people who have been counted for long, wherever the clock jumps.
Sending look_at_figures(Ground& ground) {
    for (int i = 0; i < 10; ++i) {
        Joined one = ground.join();
        ground.must(one.browser, "PUT", "/api/engagement/counting", object{{"counted", true}});
    }
    ground.stage().world.house().database().write_now([](storage::Transaction& tx) {
        tx.run_script("update engagement_event set at = 0 where kind = 'counted'");
    });
    return by(ground, member(ground.stage(), Role::Researcher),
              {.browser = {},
               .path = "/api/engagement/figures",
               .body = object{{"organisation", ground.organisation().text()}},
               .other_body = object{{"organisation", ground.stage().fresh_id()}}});
}

Sending make_place(Ground& ground) {
    return by(ground, administrator(ground),
              {.browser = {},
               .path = "/api/places/of/" + ground.organisation().text(),
               .body = object{{"label", "rest room, ward 3"}},
               .status = 201,
               .again = {201},
               .other_body = object{{"label", "tea kitchen"}}});
}

Sending close_place(Ground& ground) {
    Member mara = administrator(ground);
    const auto made =
        must(ground.stage(), mara.browser, "/api/places/of/" + ground.organisation().text(),
             object{{"label", "rest room, ward 3"}}, 201);
    return by(ground, mara,
              {.browser = {},
               .path = "/api/places/" + std::string(made.at("code").as_string()) + "/close",
               .body = object{}});
}

}  // namespace

Member member(Stage& stage, Role role, std::optional<OrgId> org) {
    const auto how = enrolling(stage, link_for(stage, role, org));
    Member made{at_desk(),
                {},
                std::string(how.body.at("sign_in_name").as_string()),
                std::string(how.body.at("passphrase").as_string()),
                how.secret};
    const auto in = must(stage, made.browser, "/api/staff/enrolment", how.body, 201);
    made.id = in.at("id").as_string();
    return made;
}

object sign_in_of(Stage& stage, const Member& who) {
    return {{"sign_in_name", who.name},
            {"passphrase", who.passphrase},
            {"totp", totp_now(who.secret, stage.world.clock.now())}};
}

std::vector<WriteCase> every_desk_write() {
    constexpr bool at_desk = true;
    return {
        {"POST", "/api/staff/enrolment/open", open_enrolment, at_desk},
        {"POST", "/api/staff/enrolment", enrol, at_desk},
        {"POST", "/api/staff/sign-in", sign_in, at_desk},
        {"POST", "/api/staff/refresh", refresh, at_desk},
        {"POST", "/api/staff/sign-out", sign_out_of_desk, at_desk},
        {"POST", "/api/staff/outside/begin", begin_outside, at_desk},
        {"POST", "/api/staff/outside/finish", finish_outside, at_desk},
        {"POST", "/api/staff/outside/refresh/begin", begin_outside_again, at_desk},
        {"POST", "/api/staff/outside/refresh", refresh_outside, at_desk},
        {"POST", "/api/staff/invitations", invite, at_desk},
        {"DELETE", "/api/staff/invitations/{id}", withdraw_invitation, at_desk},
        {"POST", "/api/staff/people/{id}/roles", give_role, at_desk},
        {"POST", "/api/staff/people/{id}/roles/remove", take_role, at_desk},
        {"POST", "/api/staff/people/{id}/close", close_account, at_desk},
        {"POST", "/api/staff/people/{id}/reset", reset, at_desk},
        {"POST", "/api/staff/proposals/{id}/agree", agree, at_desk},
        {"POST", "/api/staff/proposals/{id}/withdraw", withdraw_proposal, at_desk},
        {"POST", "/api/organisations", add_employer, at_desk},
        {"POST", "/api/organisations/{org}/codes", make_code, at_desk},
        {"POST", "/api/organisations/codes/{code}/close", close_code, at_desk},
        {"POST", "/api/places/of/{org}", make_place, at_desk},
        {"POST", "/api/places/{code}/close", close_place, at_desk},
        {"POST", "/api/content/versions/{hash}/make-current", make_current, at_desk},
        {"POST", "/api/content/reviews/{pack}/items/{item}/sign", sign_content, at_desk},
        {"POST", "/api/recordings/{version}", use_recording, at_desk},
        {"POST", "/api/recordings/{version}/use-earlier", use_earlier_recording, at_desk},
        {"POST", "/api/recordings/{version}/take-back", take_recording_back, at_desk},
        {"PUT", "/api/site", tell_site, at_desk},
        {"POST", "/api/site/done", finish_site, at_desk},
        {"POST", "/api/site/check-address", check_address, at_desk},
        {"POST", "/api/mail/test", send_test_mail, at_desk},
        {"POST", "/api/backups", back_up, at_desk},
        {"POST", "/api/backups/rehearsals", rehearse, at_desk},
        {"POST", "/api/engagement/figures", look_at_figures, at_desk},
    };
}

}  // namespace breather::testing
