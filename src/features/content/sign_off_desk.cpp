#include "features/content/sign_off_desk.h"

#include "features/content/content_store.h"
#include "features/content/sign_off_store.h"

namespace breather::content {

using staff::Author;
using staff::AuthorOrAdministrator;
using staff::Deed;
using staff::Fresh;
using staff::Told;
using web::Method;

struct SignatureAnswer {
    std::optional<std::string> who;
    ReviewerRole role{};
    std::string role_words;
    Verdict verdict{};
    std::string comment;
    Instant signed_at{};
    bool this_version = false;
};
BOOST_DESCRIBE_STRUCT(SignatureAnswer, (),
                      (who, role, role_words, verdict, comment, signed_at, this_version))

struct ReviewAnswer {
    std::string item;
    ReviewKind kind{};
    std::string module, version, review_by;
    ReviewState state{};
    std::vector<ReviewHead> heads;
    std::vector<SignatureAnswer> signatures;  // the newest first
};
BOOST_DESCRIBE_STRUCT(ReviewAnswer, (),
                      (item, kind, module, version, review_by, state, heads, signatures))

struct PackReviews {
    std::string pack, hash;
    std::vector<ReviewAnswer> items;
};
BOOST_DESCRIBE_STRUCT(PackReviews, (), (pack, hash, items))

struct ReviewsAnswer {
    std::vector<PackReviews> packs;
};
BOOST_DESCRIBE_STRUCT(ReviewsAnswer, (), (packs))

struct EditionAnswer {
    Language language{};
    boost::json::value text;  // as participants are handed it
};
BOOST_DESCRIBE_STRUCT(EditionAnswer, (), (language, text))

struct ReviewTextAnswer {
    ReviewAnswer review;
    std::vector<EditionAnswer> editions;
};
BOOST_DESCRIBE_STRUCT(ReviewTextAnswer, (), (review, editions))

struct ReviewTextsAnswer {
    std::string pack, hash;
    std::vector<ReviewTextAnswer> items;
};
BOOST_DESCRIBE_STRUCT(ReviewTextsAnswer, (), (pack, hash, items))

namespace {

/// Answers for one pack, from what was signed as the reader sees it.
class Reviewing {
  public:
    Reviewing(storage::Reader& reader, const staff::StaffService& people, std::string_view pack)
        : reader_(reader), people_(people), signatures_(store::list_signatures(reader, pack)) {}

    ReviewAnswer answer_of(const ReviewItem& item) const {
        static const std::vector<Signature> nothing;
        const auto found = signatures_.find(item.name);
        const auto& said = found == signatures_.end() ? nothing : found->second;
        ReviewAnswer answer{item.name,      item.kind,
                            item.module,    item.version,
                            item.review_by, standing_of(item.version, said).state,
                            item.heads,     {}};
        for (auto each = said.rbegin(); each != said.rend(); ++each)
            answer.signatures.push_back(answer_of(*each, item.version));
        return answer;
    }

  private:
    SignatureAnswer answer_of(const Signature& each, const std::string& version) const {
        return {people_.find_name(reader_, each.staff_id.uuid),
                each.role,
                each.role_words,
                each.verdict,
                each.comment,
                each.signed_at,
                each.version == version};
    }

    storage::Reader& reader_;
    const staff::StaffService& people_;
    store::Signatures signatures_;
};

ReviewsAnswer list_reviews(storage::Reader& reader, const ContentService& service,
                           const staff::StaffService& people) {
    ReviewsAnswer answer;
    for (const auto& [pack, reviews] : service.shelf()->reviews()) {
        const Reviewing reviewing(reader, people, pack);
        PackReviews one{pack, reviews.hash, {}};
        for (const ReviewItem& item : reviews.items) one.items.push_back(reviewing.answer_of(item));
        answer.packs.push_back(std::move(one));
    }
    return answer;
}

/// Refuses: not_found.
const Shelf::Reviews& reviews_of(const Shelf& shelf, std::string_view pack) {
    const auto* reviews = shelf.find_reviews(pack);
    if (!reviews) throw Refusal::not_found("content.pack");
    return *reviews;
}

/// `?item=` or `?kind=`, or everything.
ReviewTextsAnswer read_texts(storage::Reader& reader, const ContentService& service,
                             const staff::StaffService& people, const web::Request& request) {
    const std::string pack(request.param("pack"));
    const auto shelf = service.shelf();
    const auto& reviews = reviews_of(*shelf, pack);
    const auto item = request.query_value("item");
    const auto kind = request.query_value("kind");
    const Reviewing reviewing(reader, people, pack);
    ReviewTextsAnswer answer{pack, reviews.hash, {}};
    for (ReviewText& each : list_review_texts(store::list_items(reader, reviews.hash))) {
        if (item && *item != each.item.name) continue;
        if (kind && *kind != name_of(each.item.kind)) continue;
        ReviewTextAnswer one{reviewing.answer_of(each.item), {}};
        for (auto& [language, text] : each.texts)
            one.editions.push_back({language, std::move(text)});
        answer.items.push_back(std::move(one));
    }
    if (answer.items.empty()) throw Refusal::not_found("content.item");
    return answer;
}

Deed<ReviewAnswer> sign(const Author& by, const SignOff& ask, const web::Request& request,
                        ContentService& service, const staff::StaffService& people,
                        const Clock& clock) {
    check(ask);
    const std::string pack(request.param("pack"));
    const Signature signature{std::string(request.param("item")),
                              ask.version.str(),
                              by.id(),
                              ask.role,
                              ask.role == ReviewerRole::Other ? ask.role_words.str() : "",
                              ask.verdict,
                              ask.comment.str(),
                              clock.now()};
    return {[&service, pack, signature](storage::Transaction& tx) {
                service.sign(tx, pack, signature);
                return Told{"content.signed", signature.item + " " +
                                                  signature.version.substr(0, 12) + " " +
                                                  std::string(name_of(signature.verdict))};
            },
            [&service, &people, pack, name = signature.item](storage::Reader& reader) {
                const auto shelf = service.shelf();
                const auto* item = reviews_of(*shelf, pack).find(name);
                if (!item) throw Refusal::not_found("content.item");
                return Reviewing(reader, people, pack).answer_of(*item);
            },
            [&service] { service.changed(); }};
}

}  // namespace

void add_sign_off_routes(staff::Doors& doors, ContentService& service,
                         const staff::StaffService& people, const Clock& clock) {
    doors.long_read<AuthorOrAdministrator, ReviewsAnswer>(
        {Method::Get, "/api/content/reviews",
         "Every item that is offered, and what clinicians of this site signed of it"},
        [&](const AuthorOrAdministrator&, const web::Request&, storage::Reader& reader) {
            return list_reviews(reader, service, people);
        });
    doors.long_read<AuthorOrAdministrator, ReviewTextsAnswer>(
        {Method::Get,
         "/api/content/reviews/{pack}",
         "The same with its text in both languages; ?item= or ?kind= for less",
         {404}},
        [&](const AuthorOrAdministrator&, const web::Request& request, storage::Reader& reader) {
            return read_texts(reader, service, people, request);
        });
    doors.write<Author, SignOff, ReviewAnswer>(
        {Method::Post,
         "/api/content/reviews/{pack}/items/{item}/sign",
         "A clinician of this site says what she thinks of one item in one version",
         {404, 409}},
        Fresh::NotNeeded,
        [&](const Author& by, const SignOff& ask, const web::Request& request, const Uuid&) {
            return sign(by, ask, request, service, people, clock);
        });
}

}  // namespace breather::content
