// Comes first in shaders that multiply by lib/product-matrix.wgsl, since extensions must be enabled at the top.

enable chromium_experimental_subgroup_matrix;
enable subgroups;
