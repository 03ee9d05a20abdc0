#pragma once
// The long-running roles, each a process of its own. Every function returns an exit code.

#include "apps/daybook/config.hpp"

namespace daybook {

/// HTTP commands and queries.
int serve(const Config& config);
/// Store to Kafka.
int relay(const Config& config);
/// Kafka (or, without it, the store) to the read models.
int project(const Config& config);
/// The leased scheduler: releases, expiries, checkpoints.
int react(const Config& config);
/// All of the above as one supervised process tree.
int up(const Config& config);
/// Schema and topics.
int migrate_command(const Config& config);
/// Checks configuration, services and rights.
int doctor(const Config& config);

}  // namespace daybook
