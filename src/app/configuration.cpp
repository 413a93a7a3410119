#include "app/configuration.h"

#include <arpa/inet.h>

#include <fstream>
#include <functional>
#include <map>

#include "app/exit.h"
#include "base/host.h"
#include "base/toml.h"
#include "engines/storage/postgres_opening.h"

namespace breather {
namespace {

constexpr std::size_t leave_to_max = 500;

class Check {
  public:
    Check(const std::filesystem::path& file, const toml::table& table)
        : file_(file), table_(table) {}

    void fault(const toml::node& node, const std::string& says) {
        says_ += (says_.empty() ? "" : "\n") + file_.string() + ":" +
                 std::to_string(node.source().begin.line) + ": " + says;
    }

    void text(std::string_view key, const std::function<std::string(const std::string&)>& take) {
        visit(key, [&](const toml::node& node) {
            const auto value = node.value<std::string>();
            if (!node.is_string() || value->empty())
                return fault(node, "“" + std::string(key) + "” must be text in quotation marks.");
            if (const std::string says = take(*value); !says.empty()) fault(node, says);
        });
    }

    void number(std::string_view key, std::int64_t lo, std::int64_t hi,
                const std::function<void(std::int64_t)>& take) {
        visit(key, [&](const toml::node& node) {
            const auto value = node.value<std::int64_t>();
            if (!node.is_integer() || *value < lo || *value > hi)
                return fault(node, "“" + std::string(key) + "” must be a whole number from " +
                                       std::to_string(lo) + " to " + std::to_string(hi) + ".");
            take(*value);
        });
    }

    void flag(std::string_view key, bool& into) {
        visit(key, [&](const toml::node& node) {
            if (!node.is_boolean())
                return fault(node, "“" + std::string(key) + "” must be true or false.");
            into = *node.value<bool>();
        });
    }

    bool has(std::string_view key) const { return table_.contains(key); }

    /// At the first of these keys that is there.
    void says_of_any(std::initializer_list<std::string_view> keys, const std::string& says) {
        for (const std::string_view key : keys)
            if (has(key)) return says_of(key, says);
    }

    void says_of(std::string_view key, const std::string& says) {
        visit(key, [&](const toml::node& node) { fault(node, says); });
    }

    void finish() {
        for (const auto& [key, node] : table_)
            if (!known_.contains(std::string(key.str())))
                fault(node, "“" + std::string(key.str()) +
                                "” is not a setting. There are: " + names() + ".");
        if (!says_.empty()) throw Stop(Exit::Configuration, says_);
    }

  private:
    void visit(std::string_view key, const std::function<void(const toml::node&)>& see) {
        known_.emplace(key, true);
        if (const toml::node* node = table_.get(key)) see(*node);
    }
    std::string names() const {
        std::string all;
        for (const auto& [name, ignored] : known_) all += (all.empty() ? "" : ", ") + name;
        return all;
    }

    const std::filesystem::path& file_;
    const toml::table& table_;
    std::map<std::string, bool> known_;
    std::string says_;
};

bool is_address(const std::string& text) {
    unsigned char out[16];
    return inet_pton(AF_INET, text.c_str(), out) == 1 ||
           inet_pton(AF_INET6, text.c_str(), out) == 1;
}

bool is_web_address(const std::string& text) {
    const bool begins = text.starts_with("https://") || text.starts_with("http://");
    const auto host = text.find("//");
    return begins && text.size() > host + 2 && text.find('/', host + 2) == std::string::npos &&
           text.find_first_of(" \t\"'<>") == std::string::npos;
}

/// A page of somebody else's: never in clear over a network, never with a name and password in it.
bool is_neutral_page(const std::string& text) {
    const auto host = text.find("//") + 2;
    const std::string rest = text.substr(std::min(host, text.size()));
    const std::string where = rest.substr(0, rest.find_first_of(":/?#"));
    const bool here = where == "localhost" || where == "127.0.0.1";
    return (text.starts_with("https://") || (here && text.starts_with("http://"))) &&
           !where.empty() && text.size() <= leave_to_max &&
           text.find_first_of(" \t\r\n\"'<>@\\") == std::string::npos;
}

using Beside = std::function<std::filesystem::path(const std::string&)>;

std::string there_is(const std::filesystem::path& file) {
    return std::filesystem::exists(file) ? "" : "There is no file " + file.string() + ".";
}

void check_watching(Check& check, Configuration& made, const Beside& beside) {
    check.text("metrics_bind", [&](const std::string& value) -> std::string {
        made.metrics_bind = value;
        return is_address(value) ? "" : "“metrics_bind” must be an address such as 127.0.0.1.";
    });
    check.number("metrics_port", 0, 65535, [&](std::int64_t value) {
        made.metrics_port = static_cast<std::uint16_t>(value);
    });
    check.text("metrics_token_file", [&](const std::string& value) {
        made.metrics_token_file = beside(value);
        return there_is(*made.metrics_token_file);
    });
    if (made.metrics_port && !made.metrics_token_file)
        check.says_of("metrics_port",
                      "“metrics_port” needs “metrics_token_file”: a file with the word a watching "
                      "program must say. openssl rand -hex 32 makes one.");
}

bool is_mail_server(const std::string& text) {
    return (text.starts_with("smtp://") || text.starts_with("smtps://")) &&
           text.find("//") + 2 < text.size() &&
           text.find_first_of(" \t\r\n\"'<>@\\") == std::string::npos;
}

void check_mail(Check& check, Configuration& made, const Beside& beside) {
    check.text("mail_server", [&](const std::string& value) -> std::string {
        made.mail_server = value;
        return is_mail_server(value)
                   ? ""
                   : "“mail_server” must be as in smtps://mail.example.org:465, or smtp://…:587, "
                     "which changes to TLS. The name and password have keys of their own.";
    });
    check.text("mail_from", [&](const std::string& value) -> std::string {
        made.mail_from = value;
        return mail::Address::read(value) ? "" : "“mail_from” must be one mail address, alone.";
    });
    check.text("mail_user", [&](const std::string& value) -> std::string {
        made.mail_user = value;
        return "";
    });
    check.text("mail_password_file", [&](const std::string& value) {
        made.mail_password_file = beside(value);
        return there_is(*made.mail_password_file);
    });
}

/// One folder inside the other would be one place, and carry keys as long as data.
bool is_within(const std::filesystem::path& inner, const std::filesystem::path& outer) {
    const auto way = std::filesystem::absolute(inner).lexically_normal().lexically_relative(
        std::filesystem::absolute(outer).lexically_normal());
    return !way.empty() && *way.begin() != "..";
}

void check_backups(Check& check, Configuration& made, const Beside& beside) {
    std::optional<std::filesystem::path> folder, keys_folder;
    std::optional<backups::PublicKey> key;
    std::chrono::days kept{90};
    check.text("backup_folder", [&](const std::string& value) -> std::string {
        folder = beside(value);
        return "";
    });
    check.text("keys_backup_folder", [&](const std::string& value) -> std::string {
        keys_folder = beside(value);
        return folder && (is_within(*keys_folder, *folder) || is_within(*folder, *keys_folder))
                   ? "“keys_backup_folder” and “backup_folder” must be two places: whoever copies "
                     "the data for years must not copy keys along."
                   : "";
    });
    bool is_named = false;
    check.text("backup_public_key", [&](const std::string& value) -> std::string {
        is_named = true;
        const bool is_file = value.find_first_of("/.") != std::string::npos;
        if (is_file && !std::filesystem::exists(beside(value))) return there_is(beside(value));
        key = is_file ? backups::PublicKey::load(beside(value)) : backups::PublicKey::read(value);
        return key ? ""
                   : "“backup_public_key” is not a public key, or has a slip in it. `breather "
                     "backup keypair FILE` prints one, and writes it to FILE.pub.";
    });
    check.number("backup_kept_days", 1, 3650,
                 [&](std::int64_t value) { kept = std::chrono::days(value); });
    check.text("time_zone", [&](const std::string& value) -> std::string {
        const auto zone = TimeZone::find(value);
        if (zone) made.zone = *zone;
        return zone ? "" : "“time_zone” must be a name such as Europe/London or Asia/Shanghai.";
    });
    if (folder && keys_folder && key) {
        made.backups = backups::Settings{*folder, *keys_folder, *key, kept};
    } else if ((folder || keys_folder) && !(folder && keys_folder && is_named)) {
        check.says_of(folder ? "backup_folder" : "keys_backup_folder",
                      "“backup_folder”, “keys_backup_folder” and “backup_public_key” belong "
                      "together. Set all three, or none.");
    }
}

/// What stands in the file, without the end of its line.
std::string first_line_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    return line;
}

void check_outside(Check& check, Configuration& made, const Beside& beside) {
    oidc::Settings provider;
    const auto take = [&](std::string_view key, std::string& into) {
        check.text(key, [&into](const std::string& value) -> std::string {
            into = value;
            return "";
        });
    };
    check.text("oidc_issuer", [&](const std::string& value) -> std::string {
        provider.issuer = value;
        const bool fits = oidc::is_secure_place(value) && value.find_first_of("?#") == value.npos;
        return fits
                   ? ""
                   : "“oidc_issuer” must be an https address as the provider names itself, such as "
                     "https://sign-in.example.org/realms/hospital.";
    });
    take("oidc_client_id", provider.client_id);
    check.text("oidc_client_secret_file", [&](const std::string& value) -> std::string {
        const auto file = beside(value);
        if (!std::filesystem::exists(file)) return there_is(file);
        provider.client_secret = first_line_of(file);
        return provider.client_secret.empty()
                   ? "There is nothing to read in the first line of " + file.string() + "."
                   : "";
    });
    take("oidc_name", made.outside.name);
    take("oidc_acr", provider.acr);
    take("oidc_amr", provider.amr);
    const bool any = check.has("oidc_issuer") || check.has("oidc_client_id") ||
                     check.has("oidc_client_secret_file");
    const bool all = check.has("oidc_issuer") && check.has("oidc_client_id") &&
                     check.has("oidc_client_secret_file");
    constexpr auto together =
        "“oidc_issuer”, “oidc_client_id” and “oidc_client_secret_file” belong together. Set all "
        "three, or none.";
    if (any && !all) {
        check.says_of_any({"oidc_issuer", "oidc_client_id", "oidc_client_secret_file"}, together);
    } else if (!any) {
        check.says_of_any({"oidc_name", "oidc_acr", "oidc_amr"},
                          "This needs “oidc_issuer”, and what belongs to it.");
    } else {
        if (made.outside.name.empty()) made.outside.name = host_of(provider.issuer);
        made.outside.settings = std::move(provider);
    }
}

}  // namespace

mail::Server Configuration::mail() const {
    mail::Server server;
    server.url = mail_server;
    server.from = mail_from;
    server.user = mail_user;
    server.password_file = mail_password_file;
    return server;
}

Configuration read_configuration(const std::filesystem::path& file) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        throw Stop(Exit::Configuration, file.string() + ":" +
                                            std::to_string(error.source().begin.line) +
                                            ": This is not readable as “key = value” lines: " +
                                            std::string(error.description()));
    }
    Configuration made;
    Check check(file, table);
    const auto beside = [&](const std::string& path) { return file.parent_path() / path; };
    check.text("bind", [&](const std::string& value) -> std::string {
        made.bind = value;
        return is_address(value) ? "" : "“bind” must be an address such as 127.0.0.1 or 0.0.0.0.";
    });
    check.number("port", 0, 65535,
                 [&](std::int64_t value) { made.port = static_cast<std::uint16_t>(value); });
    check.text("address", [&](const std::string& value) -> std::string {
        made.address = value;
        return is_web_address(value)
                   ? ""
                   : "“address” must be as people type it, such as https://steady.example.org, "
                     "with nothing behind it.";
    });
    check.text("staff_address", [&](const std::string& value) -> std::string {
        made.staff_address = value;
        if (!is_web_address(value))
            return "“staff_address” must be as staff type it, such as https://staff.example.org, "
                   "with nothing behind it.";
        return host_of(value) == host_of(made.address)
                   ? "“staff_address” must have a host name of its own, other than “address”: what "
                     "staff may do must not be reachable under the participants' name."
                   : "";
    });
    check.text("leave_to", [&](const std::string& value) -> std::string {
        made.leave_to = value;
        return is_neutral_page(value) ? ""
                                      : "“leave_to” must be a whole https address such as "
                                        "https://www.example.org/news. "
                                        "To try it out, http://localhost will do.";
    });
    check.flag("behind_tls", made.behind_tls);
    check.number("threads", 0, 256,
                 [&](std::int64_t value) { made.threads = static_cast<std::size_t>(value); });
    check.text("certificate", [&](const std::string& value) -> std::string {
        made.certificate = beside(value);
        return std::filesystem::exists(*made.certificate)
                   ? ""
                   : "There is no file " + made.certificate->string() + ".";
    });
    check.text("key", [&](const std::string& value) -> std::string {
        made.key = beside(value);
        return std::filesystem::exists(*made.key) ? ""
                                                  : "There is no file " + made.key->string() + ".";
    });
    check_watching(check, made, beside);
    check_mail(check, made, beside);
    check_backups(check, made, beside);
    check_outside(check, made, beside);
    check.text("app", [&](const std::string& value) -> std::string {
        made.app = beside(value);
        return "";
    });
    PostgresPlaces places;
    const auto take_place = [&](std::string& into) {
        return [&](const std::string& value) -> std::string {
            into = value;
            const std::string fault = storage::postgres_address_fault(value);
            return fault.empty() ? "" : "The address of a database " + fault;
        };
    };
    check.text("database", take_place(places.data));
    check.text("keys_database", take_place(places.keys));
    if (places.data.empty() != places.keys.empty())
        check.fault(table, "“database” and “keys_database” belong together. Name both, or none.");
    else if (!places.data.empty() && places.data == places.keys)
        check.fault(table, "“database” and “keys_database” must be two databases.");
    if (!places.data.empty()) made.postgres = places;
    if (made.certificate.has_value() != made.key.has_value())
        check.fault(table, "“certificate” and “key” belong together. Name both files, or none.");
    check.finish();
    return made;
}

}  // namespace breather
