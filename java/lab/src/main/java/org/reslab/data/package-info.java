// SPDX-License-Identifier: Apache-2.0

/**
 * Where images come from. {@link org.reslab.data.DataSource} is what a user names; opened it is
 * {@link org.reslab.data.ImageSplits}, which a session takes.
 *
 * <p>Known data sets are kept in a {@link org.reslab.data.DatasetStore} and believed by their
 * checksums; their records are read here or by the native part. Folders of pictures are decoded
 * into a cache that the native part maps into memory.
 */
@NullMarked
package org.reslab.data;

import org.jspecify.annotations.NullMarked;
