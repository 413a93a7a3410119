// A way in: a device, the passphrase, the recovery code. Each proves who somebody is with a secret
// the server keeps only as a hash, and holds its own wrap of the vault's root key, which the server
// cannot open.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <vector>

#include "base/blob.h"
#include "base/bounded.h"
#include "base/enum_names.h"
#include "base/id.h"
#include "base/text.h"
#include "features/accounts/session.h"

namespace breather::accounts {

enum class WayKind { Device, Passphrase, Code };
BOOST_DESCRIBE_ENUM(WayKind, Device, Passphrase, Code)

using SignInSecret = Blob<32, 32>;
using Wrap = Blob<200, 28>;
using Commitment = Blob<32, 32>;
/// A lower count from a client is refused; the browser raises it by deriving anew after a sign-in.
using Iterations = Bounded<600'000, 10'000'000>;

inline constexpr std::size_t devices_max = 20;

/// A device or a recovery code as the browser makes it: the id is random (device) or derived
/// (code).
struct NewWay {
    Uuid id;
    SignInSecret secret;
    Wrap wrap;
    Commitment commitment;
};
BOOST_DESCRIBE_STRUCT(NewWay, (), (id, secret, wrap, commitment))

/// What somebody calls a device, so that they know it again.
using DeviceName = Text<40>;

struct NewDevice : NewWay {
    std::optional<DeviceName> name;
};
BOOST_DESCRIBE_STRUCT(NewDevice, (NewWay), (name))

struct NewPassphrase {
    SignInSecret secret;
    Wrap wrap;
    Commitment commitment;
    Iterations iterations;
};
BOOST_DESCRIBE_STRUCT(NewPassphrase, (), (secret, wrap, commitment, iterations))

/// A way as its person sees it. `this_one` is true on an own device only: a shared computer is
/// none, whichever way its session stands on.
struct WayAnswer {
    WayId id;
    WayKind kind{};
    bool this_one = false;
};
BOOST_DESCRIBE_STRUCT(WayAnswer, (), (id, kind, this_one))

struct WaysAnswer {
    std::vector<WayAnswer> ways;
};
BOOST_DESCRIBE_STRUCT(WaysAnswer, (), (ways))

}  // namespace breather::accounts
