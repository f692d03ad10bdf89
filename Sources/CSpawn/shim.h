#include <spawn.h>

#ifdef __linux__
// glibc declares it for _GNU_SOURCE alone, without which Swift imports the library.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
#endif
