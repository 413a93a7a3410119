// The whole house on a folder somebody else holds, asked without a network, and one morning in it:
// somebody joins, two people write, one deletes her account. Everything in it is fixed beforehand,
// so that another process can say what must be there.
#pragma once
#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/house.h"
#include "reliability/child.h"
#include "support/fault_vfs.h"

namespace breather::testing {

/// How the house is opened, where it is not as usual.
struct HouseWith {
    std::string vfs;
    std::shared_ptr<const storage::Sealer> sealer;
    std::function<std::unique_ptr<storage::Database>(std::unique_ptr<storage::Database>)> around;
};

struct Told {
    int status = 0;
    boost::json::value json;
};

/// Cookies of one browser.
using Cookies = std::map<std::string, std::string>;

class SmallHouse {
  public:
    explicit SmallHouse(const std::filesystem::path& folder, HouseWith with = {});
    Told ask(Cookies& browser, web::Method method, const std::string& path,
             const boost::json::value& body = nullptr);
    House& house() { return *house_; }
    FakeClock& clock() { return clock_; }
    Random& random() { return random_; }

  private:
    FakeClock clock_;
    SystemRandom random_;  // never the same as in the house before it
    std::unique_ptr<House> house_;
};

/// Somebody with a device and one page in two fields, each kept in two versions.
struct Someone {
    std::string name;
    boost::json::object device;
    std::string entry;
    std::string versions[2][2];  // [first or second writing][field]
    std::string sealed[2][2];

    boost::json::object join_body(const std::string& code) const;
    boost::json::object page(int writing) const;
};

struct Morning {
    explicit Morning(std::uint64_t seed = 1);
    std::string code;  // of the poster, once `prepare` made it
    Someone ada, bea, cat;
    std::string bea_id;

    /// An organisation, its pack, Bea and Cat with a page each; then the house is closed.
    void prepare(const std::filesystem::path& folder, const HouseWith& with = {});
    /// Ada joins and writes, Cat writes anew, Bea deletes her account. Says what was acknowledged.
    void live(SmallHouse& house, const Child& child) const;
    /// What of it is not there though acknowledged, or there by half. Empty is whole. At the end
    /// everything is asked again and must be as it should.
    std::vector<std::string> harm(SmallHouse& house, const Ended& told) const;
};

/// The files of a data folder, for another house to be opened on.
void copy_house(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace breather::testing
