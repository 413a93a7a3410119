// Two host names on one port: what is asked under one cannot be had under the other.
#include <gtest/gtest.h>

#include "stage.h"

namespace breather::web::test {
namespace {

struct TwoSites : Stage {
    TwoSites() {
        staff_router.add(route(Method::Get, "/api/test/desk", [](Request&&, Reply reply) {
            reply(Response::json(R"({"says":"desk"})"));
        }));
        files = std::make_unique<StaticFiles>(StaticFolders{app.path, media.path});
        access = std::make_unique<AccessLog>();
        server = std::make_unique<Server>(options, router, *files, *access, clock);
        server->add_site("staff.example.org", {staff_router, staff_files, staff_log});
        server->run(threads);
    }
    int status(const std::string& path, const std::string& host) {
        Line line(server->port());
        return line.ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
    }
    Router staff_router;
    StaticFiles staff_files;
    std::string staff_lines;
    AccessLog staff_log{[this](std::string_view lines) { staff_lines += lines; }};
};

TEST(Sites, each_name_has_routes_of_its_own) {
    TwoSites sites;
    EXPECT_EQ(sites.status("/api/test/desk", "staff.example.org"), 200);
    EXPECT_EQ(sites.status("/api/test/desk", "STAFF.example.org:8080"), 200);
    EXPECT_EQ(sites.status("/api/test/desk", "steady.example.org"), 404);
    EXPECT_EQ(sites.status("/api/test/desk", "staff.example.org.evil.org"), 404);
    EXPECT_EQ(sites.status("/api/test/hello", "steady.example.org"), 200);
    EXPECT_EQ(sites.status("/api/test/hello", "staff.example.org"), 404);
    EXPECT_EQ(sites.status("/assets/app-1a2b.js", "steady.example.org"), 200);
    EXPECT_EQ(sites.status("/assets/app-1a2b.js", "staff.example.org"), 404);
}

TEST(Sites, only_a_site_that_is_told_so_lets_its_own_documents_ask_for_the_microphone) {
    TwoSites sites;
    sites.staff_files = StaticFiles(StaticFolders{sites.app.path, {}});
    sites.server->add_site("desk.example.org",
                           {sites.staff_router, sites.staff_files, sites.staff_log, nullptr, true});
    const auto policy = [&](const std::string& host) {
        Line line(sites.server->port());
        return line.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
            .header("permissions-policy");
    };
    EXPECT_NE(policy("desk.example.org").find("microphone=(self)"), std::string::npos);
    EXPECT_NE(policy("staff.example.org").find("microphone=()"), std::string::npos);
    EXPECT_NE(policy("steady.example.org").find("microphone=()"), std::string::npos);
}

TEST(Sites, where_staff_work_the_whole_line_is_kept_and_nowhere_else) {
    TwoSites sites;
    sites.server->stop();
    Folder folder;
    StaffLog whole(folder.path, sites.clock);
    sites.server = std::make_unique<Server>(sites.options, sites.router, *sites.files,
                                            *sites.access, sites.clock);
    sites.server->add_site("staff.example.org",
                           {sites.staff_router, sites.staff_files, sites.staff_log, &whole});
    sites.server->run(1);
    EXPECT_EQ(sites.status("/api/test/desk", "staff.example.org"), 200);
    EXPECT_EQ(sites.status("/api/test/hello", "steady.example.org"), 200);
    sites.server->stop();
    std::string kept;
    for (const auto& file : std::filesystem::directory_iterator(folder.path)) {
        std::ifstream in(file.path());
        kept.append(std::istreambuf_iterator<char>(in), {});
    }
    EXPECT_NE(kept.find("address=127.0.0.1 staff=- method=GET route=/api/test/desk status=200"),
              std::string::npos)
        << kept;
    EXPECT_EQ(kept.find("hello"), std::string::npos);
    EXPECT_EQ(sites.staff_lines, "");
}

TEST(Sites, one_line_may_ask_both_and_each_is_written_down_in_its_own_log) {
    TwoSites sites;
    Line line(sites.server->port());
    EXPECT_EQ(line.ask("GET /api/test/desk HTTP/1.1\r\nHost: staff.example.org\r\n\r\n").status,
              200);
    EXPECT_EQ(line.ask("GET /api/test/desk HTTP/1.1\r\nHost: steady.example.org\r\n\r\n").status,
              404);
    sites.staff_log.flush();
    EXPECT_NE(sites.staff_lines.find("/api/test/desk"), std::string::npos);
    EXPECT_EQ(sites.staff_lines.find("404"), std::string::npos);
}

}  // namespace
}  // namespace breather::web::test
