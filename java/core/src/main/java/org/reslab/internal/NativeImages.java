// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.reslab.ImageDescription;
import org.reslab.bindings.rl_image_description;

/** Descriptions of images as the C ABI has them. */
final class NativeImages {
  private NativeImages() {}

  /** Returns a description in the memory of a call. */
  static MemorySegment description(NativeScope scope, Arena call, ImageDescription images) {
    MemorySegment target = rl_image_description.allocate(call);
    rl_image_description.struct_size(target, (int) rl_image_description.sizeof());
    rl_image_description.channels(target, images.channels());
    rl_image_description.height(target, images.height());
    rl_image_description.width(target, images.width());
    rl_image_description.mean(target, floats(call, images.mean()));
    rl_image_description.deviation(target, floats(call, images.std()));
    List<String> names = images.classNames();
    rl_image_description.class_name_count(target, names.size());
    if (!names.isEmpty()) {
      MemorySegment texts = call.allocate(ADDRESS, names.size());
      for (int i = 0; i < names.size(); i++) {
        texts.setAtIndex(ADDRESS, i, scope.text(call, "the name of a class", names.get(i)));
      }
      rl_image_description.class_names(target, texts);
    }
    return target;
  }

  private static MemorySegment floats(Arena call, List<Float> values) {
    MemorySegment target = call.allocate(JAVA_FLOAT, values.size());
    for (int i = 0; i < values.size(); i++) {
      target.setAtIndex(JAVA_FLOAT, i, values.get(i));
    }
    return target;
  }
}
