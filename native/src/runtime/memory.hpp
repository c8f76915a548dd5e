// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <optional>
#include <string>

namespace reslab {

/// Bytes that programs can still have without swapping (MemAvailable of /proc/meminfo); nothing where that cannot be
/// read.
std::optional<double> available_memory();

/// The same for a device.
std::optional<double> available_memory(c10::Device device);

/// For messages, for example "1.5 GiB".
std::string gibibytes(double bytes);

/// Refuses what this machine cannot hold before it is allocated: Linux promises memory that it does not have, and kills
/// the process that comes to use it.
///
/// @param bytes an estimate, rather too small than too large; in floating point, where products do not overflow
/// @param what begins the message, for example "10 images"
/// @param cure ends it
/// @throws Error kOutOfMemory naming the estimate and what is available
void require_memory(double bytes, const std::string& what, const char* cure);

/// The same for memory of a device.
void require_memory(c10::Device device, double bytes, const std::string& what, const char* cure);

}  // namespace reslab
