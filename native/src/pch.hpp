// SPDX-License-Identifier: Apache-2.0
#pragma once

// Precompiled once for the library and its tests. Every file still includes what it uses.

#include <torch/nn.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <ATen/ATen.h>
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
