// The negative control of every seal: it keeps everything readable. Only tests can reach it.
#pragma once
#include "engines/storage/sealed.h"

namespace breather::testing {

class NoSeal final : public storage::Sealer {
  public:
    Bytes seal(const Key&, BytesView, BytesView plain) const override {
        return Bytes(plain.begin(), plain.end());
    }
    Bytes open(const Key&, BytesView, BytesView sealed) const override {
        return Bytes(sealed.begin(), sealed.end());
    }
};

}  // namespace breather::testing
