// The whole house on a folder of its own: real storage, real routes, a clock that stands still and
// chance that repeats. For tests of what several rooms do together; the journeys put a network in
// front of it.
#pragma once
#include <memory>

#include "app/house.h"
#include "features/content/pack_reader.h"
#include "support/fake_provider.h"
#include "support/fault_vfs.h"
#include "support/postgres_cluster.h"
#include "support/temp_folder.h"

namespace breather::testing {

struct TakesEveryLetter final : mail::Mailer {
    void send(mail::Letter, Told told) override { told({}); }
};

class World {
  public:
    /// What a negative control puts around the database.
    using Around =
        std::function<std::unique_ptr<storage::Database>(std::unique_ptr<storage::Database>)>;

    FakeClock clock;
    SeededRandom random{7};
    FaultVfs disk;
    /// Staff may come in through it.
    std::shared_ptr<FakeProvider> provider = std::make_shared<FakeProvider>(clock);

    /// How the house is opened, where it is not as usual.
    using Change = std::function<void(HouseOptions&)>;

    explicit World(Around around = {}, Change change = {})
        : around_(std::move(around)), change_(std::move(change)) {
        open();
    }
    /// Another server of the same installation, on a folder of its own: on PostgreSQL only.
    explicit World(const World& first, Around around = {})
        : World(first, first.postgres_, std::move(around)) {}
    /// The same, where its data was moved to.
    World(const World& first, std::optional<PostgresPlaces> places, Around around = {})
        : random(8), around_(std::move(around)), postgres_(std::move(places)) {
        ensure(postgres_.has_value(), "several servers share a PostgreSQL");
        clock.set(first.clock.now());
        provider = first.provider;
        std::filesystem::copy(first.folder_ / "instance.key", folder_ / "instance.key");
        open();
    }

    House& house() { return *house_; }
    const std::filesystem::path& folder() const { return folder_.path(); }
    const std::optional<PostgresPlaces>& postgres() const { return postgres_; }

    void close() { house_.reset(); }
    /// As after a restart: nothing in memory is left.
    void restart() {
        house_.reset();
        open();
    }

    /// Invented, with both languages and the small pack of these tests.
    OrgId add_organisation(const std::string& name, organisations::Country country) {
        organisations::Organisation made;
        made.name = name + " (invented)";
        made.operator_name = "Example University (invented)";
        made.country = country;
        made.labels = organisations::Labels::WellBeing;
        made.pack = "small";
        made.permissions = {
            {Language::en_GB, Text<400, 1>(std::string("Ten minutes of a shift are yours."))},
            {Language::zh_Hans, Text<400, 1>(std::string("每班有十分钟是自己的。"))}};
        return house_->organisations().add(made);
    }

    static std::filesystem::path pack_folder(const std::string& name = "small") {
        return std::filesystem::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs" / name;
    }
    content::Imported import_pack(const std::filesystem::path& from = pack_folder()) {
        const auto read =
            content::read_pack(from, std::chrono::floor<std::chrono::days>(clock.now()));
        ensure(!content::has_fault(read.findings), "the pack of this test has faults");
        return house_->content().import(content::make_delivery(read.pack));
    }

  private:
    void open() {
        HouseOptions options{
            .database = folder_ / "breather.db",
            .keys = folder_ / "keys.db",
            .instance_key = folder_ / "instance.key",
            .media = folder_ / "media",
            .address = "https://steady.example.org",
            .leave_to = {},
            .passphrase_cost = {.passes = 1, .memory = 8192},
            .sealer = nullptr,
            .vfs = disk.name(),
            .around_database = around_,
            .backups = backups::Settings{folder_ / "backups", folder_ / "backups-of-keys",
                                         backup_keys_.public_key},
            .outside = {oidc::Settings{FakeProvider::issuer, FakeProvider::client, "secret", {}},
                        "Hospital account", provider}};
        if (on_postgres() && !postgres_)
            postgres_ = {PostgresCluster::shared().fresh(), PostgresCluster::shared().fresh(),
                         std::chrono::seconds{10}};
        options.postgres = postgres_;
        options.mailer = std::make_shared<TakesEveryLetter>();
        if (change_) change_(options);
        house_ = std::make_unique<House>(std::move(options), clock, random);
    }

    Around around_;
    Change change_;
    TempFolder folder_;
    SeededRandom backup_random_{9};
    backups::KeyPair backup_keys_ = backups::KeyPair::make(backup_random_);
    std::optional<PostgresPlaces> postgres_;  // where the data stands, if it does there
    std::unique_ptr<House> house_;
};

}  // namespace breather::testing
