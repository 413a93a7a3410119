// A part of a workbook as a stream of elements, read by libxml2 while it is unpacked.
#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "engines/datafiles/zip.h"

namespace breather::datafiles {

/// Name and value; prefixes of names are left out.
using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;
std::string_view attribute(const Attributes& all, std::string_view name);

class XmlWalk {
  public:
    virtual ~XmlWalk() = default;
    virtual void begin(std::string_view element, const Attributes& attributes) = 0;
    virtual void text(std::string_view) {}
    virtual void end(std::string_view) {}
    /// No more is wanted: true ends the walk in peace.
    virtual bool is_done() const { return false; }
};

/// Throws Unreadable where the part is not XML, is cut short, or declares entities. What the walk
/// throws comes through. Nothing is fetched.
void walk(std::string_view archive, const ZipEntry& part, XmlWalk& walk);

}  // namespace breather::datafiles
