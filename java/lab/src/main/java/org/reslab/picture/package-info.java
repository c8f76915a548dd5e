// SPDX-License-Identifier: Apache-2.0

/**
 * Picture files as people have them, read to the colours that a viewer shows. The JDK decodes; what
 * it leaves out is here: whether a file is whole, gray and CMYK colours, and which way is up.
 */
@NullMarked
package org.reslab.picture;

import org.jspecify.annotations.NullMarked;
