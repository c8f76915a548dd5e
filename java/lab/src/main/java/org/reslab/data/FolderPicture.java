// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

/**
 * A picture file of a folder.
 *
 * @param path from the folder, names separated by slashes
 * @param label its class
 * @param bytes its size
 * @param modifiedMillis when it was last changed, in milliseconds since 1970
 */
record FolderPicture(String path, Split split, int label, long bytes, long modifiedMillis) {
  FolderPicture in(Split other) {
    return new FolderPicture(path, other, label, bytes, modifiedMillis);
  }
}
