# Loops over every byte of somebody's file.
target_compile_options(datafiles PRIVATE $<$<CONFIG:RelWithDebInfo>:-O3>)
