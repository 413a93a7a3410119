// Words in a host name that would tell an employer's network what somebody opened. Name servers,
// proxies and a browser's history keep host names, whatever is sealed inside.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace breather::organisations {

/// The telling words in a host name, a whole address or the name of an app, in the order of our
/// list; none where it is neutral. English, pinyin and Chinese characters, however it is
/// hyphenated. What is inside an "xn--" label is not looked at: give the name as people type it.
std::vector<std::string> telling_words(std::string_view host);

}  // namespace breather::organisations
