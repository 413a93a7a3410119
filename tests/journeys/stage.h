// Where journeys play: the whole server on a loopback port, and the browsers of the people in it.
// With BREATHER_TEST_SERVERS=2, two servers on one PostgreSQL: what one of them was told, the other
// must know.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engines/web/server.h"
#include "support/http.h"
#include "support/world.h"

namespace breather::testing {

/// What a browser holds: cookies and a language; and whether it stands on the staff's own host.
struct JourneyBrowser {
    std::map<std::string, std::string> cookies;
    std::string language = "en-GB";
    bool at_desk = false;
};

struct Question {
    std::string method, path, body;
    HttpHeaders headers;  // beside the usual ones; an empty value leaves a usual one out
};

class Stage {
  public:
    explicit Stage(World::Around around = {}, World::Change change = {});
    /// Another server beside `first`, on the same databases.
    explicit Stage(const Stage& first, World::Around around = {});
    /// A server where its data was moved to.
    Stage(const Stage& first, const PostgresPlaces& places);
    ~Stage();

    World world;
    void restart();

    std::uint16_t port() const;
    /// What `ask` would send, beside the usual lines of every request.
    static HttpHeaders headers_of(const JourneyBrowser& browser, const Question& question);
    /// Where two servers play, they are asked in turn.
    HttpAnswer ask(JourneyBrowser& browser, const Question& question);
    void sweep();
    std::string fresh_id() { return to_hex(world.random.bytes(16)); }
    std::string fresh_blob(std::size_t size) { return to_base64url(world.random.bytes(size)); }
    /// Shaped as a vault makes it (format 1, commitment, nonce, 64 padded bytes, tag); opens for
    /// nobody.
    std::string fresh_sealed() {
        Bytes bytes = world.random.bytes(1 + 16 + 12 + 64 + 16);
        bytes[0] = 1;
        return to_base64url(bytes);
    }

    void close();

  private:
    void open();

    HttpAnswer ask_here(JourneyBrowser& browser, const Question& question);

    struct Network;
    std::unique_ptr<Network> network_;
    std::unique_ptr<Stage> beside_;
    bool beside_is_next_ = false;
};

/// Somebody who has joined an organisation of their own.
JourneyBrowser join(Stage& stage, const std::string& name);

/// The answer to one request that leaves the browser as it was.
HttpAnswer ask_once(Stage& stage, JourneyBrowser browser, const std::string& method,
                    const std::string& path, const std::string& body);

}  // namespace breather::testing
