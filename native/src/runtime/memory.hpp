// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <optional>
#include <string>

namespace reslab {

/// Bytes that this process can still allocate without swapping: MemAvailable of /proc/meminfo, or what the limits of
/// its control groups leave where that is less; empty where neither can be read.
std::optional<double> available_memory();

/// The same for a device.
std::optional<double> available_memory(c10::Device device);

/// For messages, for example "1.5 GiB".
std::string gibibytes(double bytes);

/// Rejects a request that exceeds the memory of this machine before anything is allocated: Linux promises memory that
/// it does not have, and kills the process that comes to use it.
///
/// @param bytes an estimate, too small rather than too large; in floating point, where products do not overflow
/// @param what the start of the message, for example "10 images"
/// @param cure the end of the message: what to do about it
/// @throws Error kOutOfMemory with the estimate and the memory available
void require_memory(double bytes, const std::string& what, const char* cure);

/// The same for the memory of a device.
void require_memory(c10::Device device, double bytes, const std::string& what, const char* cure);

}  // namespace reslab
